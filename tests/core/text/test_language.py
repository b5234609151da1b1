# ruff: noqa: E501 - a sentence stays in one line
"""The language of a page of prose, and silence where it cannot be told."""

import pytest

from core.text.language import language_of

PAGES = {
    "English": "It was a bright day, and the old man walked down to the river with his dog. He had not been there for years.",
    "German": "Es war ein heller Tag, und der alte Mann ging mit seinem Hund zum Fluss. Er war seit Jahren nicht da gewesen.",
    "French": "C'était un jour clair, et le vieil homme est descendu à la rivière avec son chien. Il ne l'avait pas vue depuis des années.",
    "Spanish": "Era un día claro, y el viejo bajó al río con su perro. No había estado allí en muchos años, pero lo recordaba todo.",
    "Italian": "Era un giorno chiaro, e il vecchio scese al fiume con il suo cane. Non ci era stato per molti anni, ma si ricordava di tutto.",
    "Portuguese": "Era um dia claro, e o velho desceu ao rio com o seu cão. Não tinha estado lá por muitos anos, mas ele lembrava de tudo.",
    "Dutch": "Het was een heldere dag en de oude man liep met zijn hond naar de rivier. Hij was er in jaren niet meer geweest.",
    "Swedish": "Det var en ljus dag och den gamle mannen gick ner till floden med sin hund. Han hade inte varit där på många år.",
    "Polish": "Był jasny dzień i stary człowiek poszedł z psem nad rzekę. Nie był tam od lat, ale pamiętał, że to jest jego dom.",
    "Latin": "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua Celtae, nostra Galli appellantur. Hi omnes et lingua et institutis non sunt similes, quod est verum.",
    "Russian": "Был ясный день, и старик пошёл с собакой к реке. Он не был там много лет, но всё это помнил.",
    "Ukrainian": "Був ясний день, і старий пішов із собакою до річки. Він не був там багато років, але все це пам'ятав.",
    "Greek": "Ήταν μια φωτεινή μέρα και ο γέρος κατέβηκε στο ποτάμι με τον σκύλο του.",
    "Japanese": "明るい日だった。老人は犬を連れて川へ下りていった。何年もそこへ行っていなかったが、すべてを覚えていた。",
    "Chinese": "那是一个晴朗的日子，老人带着狗走到河边。他已经很多年没有去过那里了，但是他什么都记得。老人坐下来，看着河水。",
    "Korean": "맑은 날이었다. 노인은 개를 데리고 강으로 내려갔다. 그는 몇 년 동안 그곳에 가지 않았지만 모든 것을 기억했다.",
    "Arabic": "كان يوما مشرقا ونزل الرجل العجوز إلى النهر مع كلبه. لم يكن هناك منذ سنوات.",
}  # fmt: skip


@pytest.mark.parametrize("language", PAGES)
def test_a_page_of_prose_is_told(language: str) -> None:
    assert language_of(PAGES[language]) == language


@pytest.mark.parametrize(
    "text",
    ["", "12 + 30 = 42", "fox", "xq zzt brrp kwl mmp " * 20, "for (int i = 0; i < n; i++) { x[i] += y[i]; } " * 9],
)
def test_what_is_no_prose_is_not(text: str) -> None:
    assert language_of(text) == ""
