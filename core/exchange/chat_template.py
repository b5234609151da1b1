"""How a talk is laid out, for programs elsewhere: a Jinja template, as Hugging Face and llama.cpp read it.

It gives the ids that ``core.chat.prompt`` gives; only the names of the turn tokens, where somebody writes them in a
message, become those tokens there.
"""

from core.text.tokenizers.turns import NAMES

USER, MODEL, END = NAMES
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'user' -%}{{- '" + USER + "' -}}"
    "{%- elif message['role'] in ['assistant', 'model'] -%}{{- '" + MODEL + "' -}}"
    "{%- else -%}{{- raise_exception('Roles are user and assistant.') -}}{%- endif -%}"
    "{{- message['content'] + '" + END + "' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '" + MODEL + "' -}}{%- endif -%}"
)
