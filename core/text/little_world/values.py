"""The tables that beings are made from: names and what can be true of someone. Words and nothing else.

The words of one table stand in no other table, and stories use them for nothing else: so a fact can be read
back from the text.
"""

# Names of girls and women, then of boys and men; animals take from both.
SHE_NAMES = (
    "Ada", "Bella", "Clara", "Daisy", "Edith", "Flora", "Greta", "Hilda", "Ivy", "Julia",
    "Kitty", "Lena", "Molly", "Nora", "Olga", "Paula", "Queenie", "Rita", "Sally", "Tilly",
    "Ursula", "Vera", "Wanda", "Yara", "Zelda", "Agnes", "Betsy", "Carmen", "Dora", "Emma",
    "Fanny", "Gilda", "Hanna", "Ines", "Jenny", "Karla", "Lucy", "Mabel", "Nelly", "Odette",
    "Peggy", "Ruth", "Susie", "Thea", "Una", "Viola", "Wilma", "Yvonne", "Zoe", "Martha",
)  # fmt: skip
HE_NAMES = (
    "Albert", "Bruno", "Carl", "Dennis", "Emil", "Felix", "Gus", "Hugo", "Igor", "Jasper",
    "Karim", "Leo", "Milo", "Ned", "Oscar", "Pedro", "Quentin", "Ralph", "Samuel", "Tom",
    "Ulric", "Victor", "Walter", "Xavier", "Yusuf", "Zack", "Arthur", "Benny", "Conrad", "David",
    "Ernest", "Frank", "George", "Henry", "Ivan", "Jonas", "Kurt", "Louis", "Max", "Norman",
    "Otto", "Peter", "Rupert", "Simon", "Toby", "Urban", "Vincent", "Winston", "Ziggy", "Marvin",
)  # fmt: skip

ANIMALS = (
    "fox", "owl", "bear", "mouse", "hare", "frog", "cat", "dog",
    "goat", "mole", "duck", "otter", "badger", "hedgehog", "squirrel", "crow",
)  # fmt: skip
SHE_PEOPLE = ("girl", "woman")
HE_PEOPLE = ("boy", "man")

# (preposition, place)
HOMES = (
    ("in", "the old mill"), ("under", "the stone bridge"), ("in", "the tall tower"), ("by", "the quiet lake"),
    ("on", "the windy hill"), ("in", "the hollow oak"), ("on", "the sandy beach"), ("in", "the deep cave"),
    ("on", "the little boat"), ("in", "the rose garden"), ("in", "the round hut"), ("in", "the pine wood"),
    ("on", "the snowy peak"), ("in", "the ruined castle"), ("by", "the salt marsh"), ("in", "the long meadow"),
    ("in", "the empty lighthouse"), ("above", "the flower shop"), ("behind", "the train station"),
    ("in", "the secret cellar"), ("behind", "the harbour wall"), ("in", "the wooden wagon"),
    ("in", "the forgotten chapel"), ("on", "the bee farm"), ("by", "the northern gate"),
)  # fmt: skip

FOODS = (
    "plums", "pears", "honey", "cheese", "nuts", "berries", "carrots", "mushrooms", "pancakes", "porridge",
    "cherries", "apples", "turnips", "noodles", "raisins", "biscuits", "jam", "beans", "pumpkin", "figs",
    "lemons", "peas", "cabbage", "waffles", "custard",
)  # fmt: skip

JOBS = (
    "baker", "gardener", "tailor", "painter", "sailor", "teacher", "doctor", "farmer", "weaver", "carpenter",
    "singer", "clockmaker", "cobbler", "librarian", "beekeeper", "potter", "juggler", "lamplighter", "blacksmith",
    "barber",
)  # fmt: skip

# What somebody does every morning: (do, does, did, doing)
HABITS = (
    ("sing to the sun", "sings to the sun", "sang to the sun", "singing to the sun"),
    ("count the clouds", "counts the clouds", "counted the clouds", "counting the clouds"),
    ("sweep the steps", "sweeps the steps", "swept the steps", "sweeping the steps"),
    ("wind the clock", "winds the clock", "wound the clock", "winding the clock"),
    ("feed the sparrows", "feeds the sparrows", "fed the sparrows", "feeding the sparrows"),
    ("jump over a puddle", "jumps over a puddle", "jumped over a puddle", "jumping over a puddle"),
    ("write a poem", "writes a poem", "wrote a poem", "writing a poem"),
    ("polish a spoon", "polishes a spoon", "polished a spoon", "polishing a spoon"),
    ("swim in the river", "swims in the river", "swam in the river", "swimming in the river"),
    ("ring a tiny bell", "rings a tiny bell", "rang a tiny bell", "ringing a tiny bell"),
    ("climb a tree", "climbs a tree", "climbed a tree", "climbing a tree"),
    ("stretch like a star", "stretches like a star", "stretched like a star", "stretching like a star"),
    ("draw a map", "draws a map", "drew a map", "drawing a map"),
    ("play the flute", "plays the flute", "played the flute", "playing the flute"),
    ("tell a joke", "tells a joke", "told a joke", "telling a joke"),
    ("drink warm milk", "drinks warm milk", "drank warm milk", "drinking warm milk"),
    ("stack smooth stones", "stacks smooth stones", "stacked smooth stones", "stacking smooth stones"),
    ("hum an old tune", "hums an old tune", "hummed an old tune", "humming an old tune"),
    ("open every window", "opens every window", "opened every window", "opening every window"),
    ("dance on the roof", "dances on the roof", "danced on the roof", "dancing on the roof"),
)

FEARS = (
    "thunder", "the dark", "deep water", "spiders", "ghosts", "high places", "geese", "empty rooms", "mirrors",
    "balloons", "snakes", "fireworks", "fog", "shadows", "masks", "sneezes", "drums", "wolves", "needles", "moths",
)  # fmt: skip

COLOURS = ("red", "blue", "green", "yellow", "white", "black", "brown", "grey", "pink", "purple", "orange", "silver")
