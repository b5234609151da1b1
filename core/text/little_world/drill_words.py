"""Words for drills: opposites, words to echo, headings. Words and nothing else."""

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("hot", "cold"), ("big", "small"), ("day", "night"), ("up", "down"), ("left", "right"), ("old", "new"),
    ("long", "short"), ("fast", "slow"), ("happy", "sad"), ("open", "shut"), ("full", "empty"), ("hard", "soft"),
    ("early", "late"), ("first", "last"), ("in", "out"), ("near", "far"), ("loud", "quiet"), ("wet", "dry"),
    ("light", "heavy"), ("high", "low"), ("thick", "thin"), ("sweet", "sour"), ("rich", "poor"), ("strong", "weak"),
    ("clean", "dirty"), ("brave", "shy"), ("true", "false"), ("win", "lose"), ("begin", "end"), ("give", "take"),
    ("push", "pull"), ("laugh", "cry"), ("wake", "sleep"), ("come", "go"), ("before", "after"), ("above", "below"),
    ("summer", "winter"), ("king", "queen"), ("yes", "no"), ("good", "bad"), ("always", "never"), ("more", "less"),
    ("wide", "narrow"), ("deep", "shallow"), ("question", "answer"), ("buy", "sell"), ("smile", "frown"),
    ("remember", "forget"),
)  # fmt: skip

WORDS: tuple[str, ...] = (
    "lantern", "candle", "basket", "blanket", "kettle", "button", "pencil", "bucket", "pillow", "purse", "coin", "map",
    "book", "letter", "table", "chair", "door", "shelf", "cupboard", "string", "rope", "wheel", "cart", "spade", "box",
    "paper", "ink", "feather", "shell", "stone", "path", "road", "field", "grass", "leaf", "tree", "branch", "seed",
    "flower", "forest", "stream", "sea", "sky", "moon", "wind", "rain", "snow", "cloud", "storm", "sun", "bread", "tea",
    "soup", "cake", "song", "dance", "dream", "wish", "story", "promise", "gift", "party", "village", "church",
    "nest", "egg", "bird", "ant", "cow", "dragon", "wizard", "traveller", "stranger", "neighbour", "week", "year",
    "hour", "summer", "spring", "autumn", "winter", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "run", "jump", "sing", "wait", "listen", "whisper", "laugh", "carry", "follow", "round", "tiny", "tall", "warm",
    "cold", "bright", "sleepy", "funny", "strange", "kind", "proud", "curious",
)  # fmt: skip

# Words of the stories that no echo in the text says.
HELD_OUT_WORDS: tuple[str, ...] = (
    "compass", "puzzle", "teapot", "crown", "wedding", "mud", "bottle", "raft", "library", "stage", "picture", "brush",
    "fire", "dust", "hole", "hunger", "voice", "midnight", "rainbow", "fountain", "fence", "pocket", "coat", "beard",
)  # fmt: skip

HEADINGS: dict[str, tuple[str, ...]] = {
    "sums": ("Sums for today:", "{n} and {m} do their sums:", "{n} wrote on the wall:", "At school:"),
    "counting": ("Counting:", "{n} counts and {m} listens:", "{n} cannot sleep and counts:", "Numbers in a row:"),
    "opposites": ("Opposites:", "{n} and {m} play opposites:", "What {n} learned at school:", "The other way round:"),
    "copying": ("{n} calls into the well:", "Echo, echo!", "{n} and {m} play echo:", "Say it again:"),
    "brackets": ("Doors to open and close:", "{n} opens, {m} closes:", "What is open must be closed:", "Brackets:"),
}
