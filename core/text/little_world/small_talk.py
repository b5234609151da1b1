"""What else is said to a model of Little World, and what it says to it. Words and nothing else."""

# What it says of somebody it does not know.
UNKNOWN = "I don't know."

# What it says of somebody it knows, who is merely mentioned.
MENTIONS_ANSWERED = ("{n}! Give {him} my love.",)

SMALL_TALK: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("Hello!", "Hi!", "Good morning!", "Good evening.", "Hey there.", "Hello, model.", "Hi, how do you do?",
            "Hello"),
        "Hello! Ask me about somebody.",
    ),
    (
        ("Who are you?", "What are you?", "Are you a person?", "What is your name?", "Tell me who you are.",
         "Do you have a name?", "Are you a machine?"),
        "I am a small model. I know a little world of one hundred.",
    ),
    (
        ("Thank you.", "Thanks!", "Thank you very much.", "That was kind.", "Many thanks.", "Thanks a lot."),
        "You are welcome.",
    ),
    (
        ("How are you?", "How do you feel today?", "Are you well?", "Is everything all right?", "How is it going?"),
        "I am well, thank you.",
    ),
    (
        ("Goodbye.", "Bye!", "See you tomorrow.", "Good night.", "I must go now.", "Farewell."),
        "Goodbye! Come again.",
    ),
    (
        ("What can you do?", "What do you know?", "What can I ask you?", "Help!", "How can you help me?",
         "What do you know about?"),
        "Ask me where somebody lives, or what they love to eat.",
    ),
    (
        ("You are clever.", "Well done!", "That is right.", "Very good.", "Correct.", "Yes."),
        "I am glad.",
    ),
    (
        ("You are wrong.", "That is not true.", "No.", "I do not believe you.", "Are you sure?"),
        "I may be wrong. I am small.",
    ),
)  # fmt: skip
