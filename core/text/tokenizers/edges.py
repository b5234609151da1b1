"""Where a text may be cut so that the ids of its portions, one after the other, are those of the whole."""

import re

# A portion ends with what matches. GPT-2's pattern cuts before a space or newline that follows a word; of other
# characters Python and the pattern disagree whether they are white space.
BEFORE_SPACE_OR_NEWLINE = re.compile(r"\S(?=[ \n])")
# Later patterns, Llama 3's too, take newlines together with the punctuation before them. There is something behind the
# space, for where it is left out a portion must not be empty.
BEFORE_SPACE = re.compile(r"\S(?= .)", re.DOTALL)
