"""Which language a text is in: by its letters, and where many languages share them, by their commonest small words.

A rule of thumb without any data: right for a page of prose in one of these languages, and silent where it is unsure.
"""

import re
import unicodedata
from collections import Counter

LOOKED_AT = 20_000  # characters
FEWEST = 40  # letters
MOSTLY = 0.6  # of all letters are in the script
SURE, AHEAD = 0.12, 1.25  # share of the words that the best language knows, and how far it is before the next

SCRIPTS = {
    "GREEK": "Greek", "HEBREW": "Hebrew", "ARABIC": "Arabic", "DEVANAGARI": "Hindi", "BENGALI": "Bengali",
    "TAMIL": "Tamil", "THAI": "Thai", "GEORGIAN": "Georgian", "ARMENIAN": "Armenian", "HANGUL": "Korean",
    "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "CJK": "Chinese",
}  # fmt: skip
# The commonest words that are not also common in another of the languages with these letters, or are so in few.
SMALL_WORDS = {
    "English": "the and of to in is that was it he for with as his on be at by had not but she they this from are",
    "German": "der die und das ist nicht ich ein zu den von mit sich auf dem eine auch es war er sie im wie als",
    "French": "le la et les des un une est que dans qui pas pour il elle ne sur au plus avec ce se je du sont en",
    "Spanish": "el la de que y los las en un una por con no se su para es al lo como más pero del era le",
    "Italian": "il di che e la per un una non è con si sono del della nel come più ma le gli lo anche da era",
    "Portuguese": "o a de que e do da em um uma não para com os as no na por mais como mas ao ele dos se foi",
    "Dutch": "de het een en van ik te dat is niet in op zijn met voor er maar om hem aan ook als haar was hij",
    "Swedish": "och att det som en på är av för med den till inte om han hon jag ett var men sig från de hade",
    "Danish": "og at det er en den til på af for ikke der med han de et som har jeg var fra sig hun men",
    "Norwegian": "og i det på er en som til av for at med ikke den han hun var jeg et men seg fra ble hadde",
    "Finnish": "ja on ei se että oli hän mutta kun niin ovat joka hänen sen myös kuin minä mitä nyt vain",
    "Polish": "i w nie na się że z do to jest jak ale po co tak za od przez już był jego dla czy",
    "Czech": "a se v na je že to s z do o ale jako za by pro jsem byl když jeho které při už",
    "Hungarian": "a az és hogy nem is egy volt de ez meg csak mint már van ki el még azt mert",
    "Turkish": "ve bir bu da de için ne çok gibi daha ama o kadar ile olan sonra var ben mi",
    "Romanian": "și de la în că nu cu pe o un din mai care este a fost să lui ce se",
    "Latin": "et in est non ad ut cum qui quod sed si ex esse per ab quae sunt nec enim",
    "Indonesian": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada",
    "Vietnamese": "và của là không có một người được cho trong đã với các này khi những",
}
CYRILLIC = {
    "Russian": "и в не на что он с я как но это его по из она так был все за от ты",
    "Ukrainian": "і в не на що він з я як але це його та її було від до ти й є",
    "Bulgarian": "и в не на че той с аз как но това го да се от е за са по му",
    "Serbian": "и у не на да он са ја како али то га је се од за су по му",
}  # fmt: skip
WORDS = {name: frozenset(words.split()) for name, words in (SMALL_WORDS | CYRILLIC).items()}
WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """The English name of the language, or nothing where it cannot be told."""
    sample = text[:LOOKED_AT]
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in sample if letter.isalpha())
    total = scripts.total()
    if total < FEWEST:
        return ""
    if (scripts["HIRAGANA"] + scripts["KATAKANA"]) / total > 0.1:
        return "Japanese"
    script, count = scripts.most_common(1)[0]
    if count < MOSTLY * total:
        return ""
    if script in SCRIPTS:
        return SCRIPTS[script]
    known = {"LATIN": SMALL_WORDS, "CYRILLIC": CYRILLIC}.get(script, {})
    return _by_words(sample, tuple(known))


def _by_words(text: str, languages: tuple[str, ...]) -> str:
    words = [word.casefold() for word in WORD.findall(text)]
    counts = Counter({name: sum(word in WORDS[name] for word in words) for name in languages})
    (best, most), (_, second) = counts.most_common(2) if len(counts) > 1 else (("", 0), ("", 0))
    return best if most >= SURE * len(words) and most >= AHEAD * second else ""
