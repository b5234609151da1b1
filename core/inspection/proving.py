"""Prove it: a folder in which a short script repeats a view's numbers in TransformerLens."""

import resources
from core.errors import SettingError
from core.exchange import free_place, place_named, to_hugging_face
from core.inspection.looking import Asked, found
from core.model.loading import LoadedModel
from core.protocol import ProveDone
from core.protocol_json import to_json

SCRIPT, SHARED = "prove.py", "beside.py"
OPERATES = frozenset({"surgery"})  # views whose scripts do by hooks what was done to the weights


def prove(asked: Asked, whole: LoadedModel, operated: LoadedModel, path: str) -> ProveDone:
    """Write the model as Hugging Face keeps it, ``numbers.json`` as the view has them, and the script.

    The model is ``operated``, unless the script itself repeats the surgery by hooks.

    Raises:
        ExchangeError: the place is taken or cannot be written, or the network has no such form.
        SettingError: the view has no script, or no meaning for this network.
        Interrupted: a stop was asked for; nothing is left behind then.
    """
    origin = asked.subject.origin
    assert origin is not None
    made = place_named(path)
    with free_place(made, asked.subject.control) as place:
        place.mkdir()
        (place / "model").mkdir()
        to_hugging_face(origin.run, whole if asked.view in OPERATES else operated, place / "model")
        (place / "numbers.json").write_bytes(to_json(found(asked)))
        for name, source in ((SCRIPT, _script(asked.view)), (SHARED, resources.read(f"proofs/{SHARED}"))):
            (place / name).write_text(source, encoding="utf-8", newline="\n")
    return ProveDone(origin.run.name, origin.step, asked.view, str(made), f'python "{made / SCRIPT}"')


def _script(view: str) -> str:
    try:
        return resources.read(f"proofs/{view.replace('-', '_')}.py")
    except FileNotFoundError:
        raise SettingError(
            f"The view {view} has no numbers that TransformerLens could repeat.", "Choose another view."
        ) from None
