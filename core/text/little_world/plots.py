"""What happens in the stories: introductions, plots and closings. Words and nothing else.

Fields in braces are those of beings.py: n is the hero, m the best friend, o somebody else. {F} and {P} are a named
and a pronoun sentence with a fact about the hero, {G} one about the friend, {H} one about somebody else.
No sentence that asks something holds a name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """One thing that can happen: one of each is told, in this order."""

    title: str
    begins: tuple[str, ...]
    middles: tuple[str, ...]
    ends: tuple[str, ...]


INTROS: tuple[str, ...] = (
    "Once upon a time there was {ak} called {n}, who lived {at}.",
    "Once there was {ak} named {n}. {n} lived {at}.",
    "This is a story about {n}, {ak} who lived {at}.",
    "{n} was {ak} and worked as {ajob}.",
    "{n} the {k} lived {at} and worked as {ajob}.",
    "Long ago {n}, {ak} with {acolour} scarf, lived {at}.",
    "Have you heard of the {k} in the {colour} scarf? That was {n}.",
    "Not far from here, {at}, lived {ak} by the name of {n}.",
    "In those days {n} the {k} worked as {ajob}.",
    "There was a {weather} {time} when {n} the {k} could not sit still.",
    "{n} the {k} {did}. It was a {weather} morning.",
    "One {weather} morning {n} the {k} {did} and then looked around.",
    "It was a {weather} {time}. {n}, {ajob}, had nothing to do.",
    "On a {weather} {time} {n} the {k} sat at home and ate {food}.",
    "Let me tell you about {n}, the {k} who loved {food}.",
    "Let me tell you about {n}, the {k} who was afraid of {fear}.",
    "{n} and {m} were best friends. {n} was {ak}, and {m} was {mak}.",
    "Wherever {n} the {k} went, {m} the {mk} went too.",
    "There once lived, {at}, {ak} named {n}.",
    "Early one {weather} morning {n}, who lived {at}, tied on {his} {colour} scarf and set out.",
    "They still talk about {n}, the {job} who lived {at}.",
    "In the village everyone knew {n}, {ajob} in {acolour} scarf.",
    "{n} opened one eye. Outside, {at}, it was a {weather} morning.",
    "The {time} was {weather}, and {n} the {job} was at work.",
    "If you ever pass {home}, think of {n} the {k}.",
    "Some stories begin with a king. This one begins with {n}, {ak}.",
    "Some days begin with a surprise. {n} the {k} had just had a bowl of {food}.",
    "{n} the {k} had three things: a warm bed, {acolour} scarf and a friend named {m}.",
)

LEADS: tuple[str, ...] = (
    "Then one day something happened.",
    "Listen to what happened then.",
    "It happened on a {weather} {time}.",
    "You will not believe what came next.",
    "This is how it began.",
    "But no two days are alike.",
    "One {weather} {time} it all began.",
    "I was not there, but {m} told me everything.",
    "Most days were quiet, but not this one.",
    "The story goes like this.",
    "What happened next is still told by the fire.",
    "Nobody could have known what was coming.",
)

CLOSINGS: tuple[str, ...] = (
    "That night {n} slept well {at}.",
    "Then {n} went home to {home} and ate some {food}.",
    "And the next morning {n} {did}, just as always.",
    "{n} and {m} laughed about it for many years.",
    "And {n}, the {k}, was content.",
    "From then on {n} was more than {ajob}. {n} was a hero.",
    "{m} hung the {colour} scarf of {n} by the fire to dry.",
    "So ends the story of {n}, the {k} with the {colour} scarf.",
    "Then the two friends, {n} and {m}, shared a bowl of {food}, because {n} loves {food}.",
    "Only of {fear} is {n} afraid to this day.",
    "If you meet {n} today, bring some {food}.",
    "After that {n} went back to work as {ajob}.",
    "{n} still lives {at} and tells this story to anyone who will listen.",
    "And that is why {n} and {m} are best friends.",
    "The moon rose, and all was quiet {at}, where {n} lives.",
    "Not even {fear} could have spoiled that day for {n}.",
    "Well, that is what {m} told me, and {m} is {n}'s best friend.",
    "At sunrise {n} {did}, and a new day began.",
    "{n} never forgot it.",
    "It was a good day to be {ak}, thought {n}.",
    "Now it is late, and {n} the {job} needs some sleep.",
    "And if nobody has moved it, it is there still.",
    "The end was a beginning, as ends often are.",
    "Wonderful things happen to those who look twice.",
)

PLOTS: tuple[Plot, ...] = (
    Plot(
        "{n} and the Lost Scarf",
        (
            "But that day something was wrong. The {colour} scarf of {n} was gone! {F}",
            "Then a gust of wind came and took {n}'s {colour} scarf away over the fields. {P}",
        ),
        (
            "{n} looked under the bed, behind the {place}, and even in the soup pot. {m} came to help. {G}",
            "{n} asked {o} the {ojob}, but {o} had seen only leaves. Then {m} the {mjob} pointed up at a branch. {H}",
        ),
        (
            "There it was: a bird had made a nest of it, with {num} eggs. {n} let the bird keep it until spring. {F}",
            '"Look around your own neck," said {m} at last. {n} looked, and both laughed until they had to sit. {F}',
        ),
    ),
    Plot(
        "The Night of the Storm",
        (
            "In the evening the wind began to howl, and rain beat on the door. {n} sat {at} and waited. {F}",
            "A storm rolled in from the sea. {n} lit {num} candles. {P}",
        ),
        (
            "Then there was a knock. It was {m}, wet to the bone. {n} gave {m} a blanket and some tea. {G}",
            "Somebody called for help outside. {n} took a lantern and found {m} in the {mcolour} scarf in the mud. {G}",
        ),
        (
            "They told stories until the storm was tired. In the morning the whole world shone. {F}",
            "By dawn the storm had gone, and a rainbow stood over {home}, where {n} lives. {F}",
        ),
    ),
    Plot(
        "Market Day",
        (
            "It was market day. {n} wanted to buy some {food}, and nothing else. {F}",
            "{n} went to market with {num} coins in a purse. {P}",
        ),
        (
            "At the first stall {m} was selling a {thing}. {n} looked at it for a long time. {G}",
            "There {n} met {o} from {ohome}, who wanted to trade a {thing} for a song. {H}",
        ),
        (
            "In the end {n} came home with a {thing}, an empty purse and a bowl of {food}. {F}",
            "When the market closed, {n} gave the last coin to {m}, who had none. They walked home arm in arm. {F}",
        ),
    ),
    Plot(
        "A Letter for {n}",
        (
            "One day a letter came, addressed to {n} the {job}. The ink had run in the rain. {F}",
            "{n} found a letter under the door. There was no name on it, only a drawing of a {thing}. {P}",
        ),
        (
            "{n} showed it to {m}. Together they held it up to the light. {G}",
            '"Meet me at the {place}," it said. {n} went there with {m} the {mjob} and waited. {G}',
        ),
        (
            "It was an invitation from {o} the {ok} to a party. {n} danced all night in {his} {colour} scarf. {H}",
            'The letter was from {m}! "I wanted you to have some post," said {m}. {n} kept it for ever. {F}',
        ),
    ),
    Plot(
        "The First Snow",
        (
            "In the night snow had fallen. {n} opened the door and could not see the path. {F}",
            "Snow lay on everything, as thick as a pillow. {n} made {num} footprints and looked back at them. {P}",
        ),
        (
            "{n} and {m} rolled a great ball of snow and gave it a hat. It looked a little like {o}, they thought. {G}",
            "{m} the {mjob} brought a sledge, and {n} sat in front. Down they went, faster and faster! {G}",
        ),
        (
            "When their noses were cold, they went to {home}, where {n} lives, for a hot bowl of {food}. {F}",
            'At noon the sun came out and the snow sank. "Next year," said {n}, and {m} nodded. {F}',
        ),
    ),
    Plot(
        "The Treasure Map",
        (
            "In an old book {n} found a map with a cross on it. {n} took a spade and set out. {F}",
            "{n} bought a bottle at the fair. Inside was a map! {P}",
        ),
        (
            "The map led past the {place}, {num} steps left and {num2} steps right. {m} counted them aloud. {G}",
            "{n} and {m} in the {mcolour} scarf walked all day. They dug a hole, and then another. {G}",
        ),
        (
            'Deep down lay a box, and in it lay a {thing} and a note: "Well done!" {n} was as happy as a king. {F}',
            "They found no gold, only water. Now there is a well, and nobody in the village is thirsty. {F}",
        ),
    ),
    Plot(
        "The Great Race",
        (
            "The village held a race from the {place} to the church and back. {n} the {job} wanted to run. {F}",
            '"I am slow," said {n}, "but I shall try." {P}',
        ),
        (
            "{o} the {ojob} ran ahead at once. {n} stayed calm and put one foot before the other. {H}",
            "Halfway {n} saw {m} sitting in the grass with a sore foot. {n} stopped to help. {G}",
        ),
        (
            "{n} came last, and the crowd cheered loudest for {n}. The prize was a bowl of {food}. {F}",
            "Because all the others took the wrong road, {n} won the race. The prize was a {thing}. {F}",
        ),
    ),
    Plot(
        "The Broken Cart",
        (
            "{n} was on the road with a cart full of {food} when a wheel broke. {F}",
            "A wheel came off the cart of {n} the {job}, right by the {place}. {P}",
        ),
        (
            "{o} the {ojob} walked by and shook a head. {H} Then {m} came with a rope and a plan. {G}",
            "{n} tried with a stick, and {n} tried with a string. Nothing held. Then {m} had an idea. {G}",
        ),
        (
            "They used an old round table as a wheel. {n} drove home at a slow and bumpy pace. {F}",
            "In the end they carried everything, {num} bags each, and sang on the way. {F}",
        ),
    ),
    Plot(
        "Counting Stars",
        (
            "It was a clear night, and {n} could not sleep. So {n} went out to count the stars. {F}",
            "{n} climbed on a rock to be nearer to the sky. {P}",
        ),
        (
            "At {num} hundred {n} lost count and had to begin again. {m} the {mjob} came and sat down too. {G}",
            "{m} said that every star has a name. {n} pointed at a small one and asked to call it after a {thing}. {G}",
        ),
        (
            "Then a star fell, and {n} made a wish. {n} wished for {food}, I believe. {F}",
            "They fell asleep in the grass, {n} and {m}, and the stars counted them: one, two. {F}",
        ),
    ),
    Plot(
        "{n} Is Brave",
        (
            "That night {n} had a dream about {fear}. {n} sat up and lit a candle. {F}",
            "There was talk in the village about {fear}, and {n} wanted to hide. {P}",
        ),
        (
            '{m} sat down beside {n}. "Everyone is afraid of something," said {m}. "I am afraid of {mfear}." {G}',
            '{n} told {m} all about {fear}. "Hold my hand," said {m}, "and think of {food}, {n}." {G}',
        ),
        (
            "It helped. {n} is still afraid of {fear}, but not when {m} is near. {F}",
            "{n} took a deep breath and felt a little braver. Being brave means being afraid and going on. {F}",
        ),
    ),
    Plot(
        "The New Neighbour",
        (
            "Somebody new had come to the village: {o} from {ohome}. {n} was curious. {H}",
            "{n} saw smoke over the {place}. There stood {o}, with {num} boxes and a tired face. {H}",
        ),
        (
            "{n} brought a bowl of {food} and said hello. {o} smiled for the first time. {F}",
            "{n} did not know what to say, so {m} went first. Soon all three were talking. {G}",
        ),
        (
            "By evening there was one neighbour more and one stranger less. {n} walked home to {home}. {F}",
            '"Come again tomorrow," said {o}. And {n} did come again, with {m}. {F}',
        ),
    ),
    Plot(
        "The Song Contest",
        (
            "There was to be a song contest in the village. {n} practised {at} until the windows shook. {F}",
            '"I cannot sing," said {n} the {k}. "You can try," said {m}. {G}',
        ),
        (
            "First {o} the {ok} sang about the sea. Then it was {n}'s turn, and {n} forgot every word. {H}",
            "{n} stood on the stage in {his} {colour} scarf and saw all the faces. {P} It was very quiet.",
        ),
        (
            "So {n} sang about {food}. Everybody clapped, and some cried. {F}",
            "Then {m} began to clap, and {n} found the tune. It was the best song of the day. {F}",
        ),
    ),
    Plot(
        "The Kite",
        (
            "{n} made a kite from paper, string and {num} feathers. {F}",
            "The wind was right for kites, and {n} the {job} had the biggest one. {P}",
        ),
        (
            "Up it went, over the {place} and over the church. {m} held on to {n}, and the wind pulled them both. {G}",
            "The string broke! {n} ran after the kite, and {m} ran after {n}. {G}",
        ),
        (
            "They found it {at}, right where {n} lives, on the doorstep, as if it had come to visit. {F}",
            'The kite never came back. "Now it sees the world for us," said {n}, and {m} waved at the sky. {F}',
        ),
    ),
    Plot(
        "The Tiny Seed",
        (
            "{n} found a tiny seed in the pocket of an old coat. {n} put it in a pot of earth. {F}",
            "{o} the {ojob} gave {n} a seed and said nothing more. {H}",
        ),
        (
            "Every day {n} gave it water, and every day nothing happened. {m} told it jokes. {G}",
            '{n} waited {num} weeks. "Be patient," said {m} the {mjob}. {G}',
        ),
        (
            "One morning, while {n} was {doing}, two leaves came up. By autumn there was a whole tree. {F}",
            "It grew into a flower as tall as {n}, and it smelled of {food}. That made {n} very happy. {F}",
        ),
    ),
    Plot(
        "A Sick Friend",
        (
            "{m} was in bed with a cold and did not come out. {n} was worried. {G}",
            '{n} knocked at the door of {m}, and a small voice said, "Come in." {G}',
        ),
        (
            "{n} brought a bowl of {mfood}, because {m} loves {mfood}. {n} also told a story with {num} dragons. {F}",
            "{n} made tea, fixed the pillow and read from a book about a {thing}. {F}",
        ),
        (
            "The next day {m} was well again, and now {n} had the cold. So {m} brought {food} to {n}. {F}",
            '"You are the best medicine," said {m}. {n} looked at the ceiling and smiled. {F}',
        ),
    ),
    Plot(
        "A Birthday Surprise",
        (
            "It was {n}'s birthday, but nobody said a word about it. {n} sighed. {F}",
            "{n} woke up and was one year older. {n} {did}, as on any other day. {P}",
        ),
        (
            "Even {m} only waved and walked on. {n} went for a long walk to the {place}. {G}",
            '"I have no time today," said {m} with a strange smile. {n} felt rather lonely. {G}',
        ),
        (
            "But {at}, when {n} opened the door, all the friends stood and cheered. There was {food} for all! {F}",
            "In the evening there were lanterns {at}, all for {n}, and a cake with {num} candles. {F}",
        ),
    ),
    Plot(
        "The Puzzle Box",
        (
            "{n} was given a box without a key. Something inside went click. {F}",
            "On the shelf of {n} stood a box that nobody could open. {F}",
        ),
        (
            "{o} the {ojob} shook it and gave up. {m} tried a hair pin, and the pin broke. {H}",
            '{n} pushed, pulled and turned. "Ask it nicely," said {m} in the {mcolour} scarf. {G}',
        ),
        (
            '{n} said "please", and the lid sprang open. Inside lay a smaller box. That one is still shut. {F}',
            "It opened by itself at midnight. Inside was a {thing}, and a card for {n}. {F}",
        ),
    ),
    Plot(
        "The Picnic",
        (
            '"Let us have a picnic," said {n}. {n} packed {food}, and {m} packed {mfood}. {F}',
            "{n} and {m} carried a basket to the {place}. {n} had brought {food}, of course. {G}",
        ),
        (
            "Then the ants came, in {num} long lines. {n} lifted the basket, and {m} lifted the blanket. {G}",
            "A cloud came up, and then another. {n} the {k} looked at the sky and went on eating {food}. {F}",
        ),
        (
            "They ate in the rain, and nothing had ever tasted so good. {F}",
            "They gave the ants a share, and the ants carried their basket home. {n} bowed to them. {F}",
        ),
    ),
    Plot(
        "The Old Book",
        (
            "In a corner of the library {n} found a book with no words in it. {F}",
            "{n} the {job} borrowed an old book. It was heavy, and it smelled of rain. {P}",
        ),
        (
            "{m} turned the pages. On page {num} there was a picture of {home}, the home of {n}! {G}",
            "At night the book began to whisper. {n} listened and wrote it down for {m}. {G}",
        ),
        (
            'So {n} took a pencil and wrote a story into it. It began like this: "Once there was {ak}." {F}',
            "{n} gave the book back with a flower between the pages, for the next reader. {F}",
        ),
    ),
    Plot(
        "The Wishing Well",
        (
            "There is a well near the {place}, and people say that it grants wishes. {n} went there. {F}",
            '{n} leaned over the well and said hello. "Hello," said the well. {P}',
        ),
        (
            "{n} threw in a coin and wished for {food}. {m} the {mjob} threw in a button. {G}",
            "{n} had only one coin. {n} thought of {m}. It was not easy to choose. {G}",
        ),
        (
            'But on the way home {o} from {ohome} gave them a lift and a smile. "That was my wish," said {m}. {H}',
            "{n} wished that everything might stay just as it was. So far it has. {F}",
        ),
    ),
    Plot(
        "Hide and Seek",
        (
            "{n} and {m} played hide and seek. {n} hid first. {F}",
            '"I shall count to a hundred," said {m}, and {n} ran off to hide. {P}',
        ),
        (
            "{m} looked behind the {place}. Only the end of {acolour} scarf stuck out, and it was {n}'s. {G}",
            "{n} sat so still that a bird landed on {his} head. {P} {m} walked past twice.",
        ),
        (
            '"Found you!" cried {m}. {n} had fallen asleep and was dreaming of {food}. {F}',
            "In the end {n} had to shout, because {m} had gone home to {mhome} for tea. {G}",
        ),
    ),
    Plot(
        "A Bad Mood",
        (
            "{n} was in a bad mood and did not know why. {n} kicked a stone. {F}",
            "Everything went wrong for {n} that day: the tea was cold and the bread was hard. {P}",
        ),
        (
            "{m} pulled a funny face. {n} did not laugh. {m} pulled an even funnier one. {G}",
            "{o} the {ok} said good morning. {n} said that it was not. {H}",
        ),
        (
            "Then {n} ate a bowl of {food}, and the mood was gone. Perhaps it had been hunger. {F}",
            "At last {n} had to laugh after all. A bad mood does not like company such as {m}. {G}",
        ),
    ),
    Plot(
        "The Play",
        (
            "The village put on a play. {n} the {job} was to be the voice of the moon. {F}",
            '{n} had only one line in the play: "The soup is ready." {P}',
        ),
        (
            "{m} painted the moon, and {o} the {ojob} played a tree. The hall was full. {H}",
            "{n} practised the line {num} times a day, and {m} had to listen. {G}",
        ),
        (
            "On the great night the moon fell down on {n}. The crowd thought it was part of the play and cheered. {F}",
            'When the time came, {n} said, "Bring me {food}!" Everybody laughed, for {n} loves {food}. {F}',
        ),
    ),
    Plot(
        "The Secret Door",
        (
            "Behind a cupboard {at}, {n} found a door. It was no higher than a bucket. {F}",
            "{n} leaned on a wall, and the wall moved! {P}",
        ),
        (
            "{n} called {m} the {mjob}, and they crept in with a candle. There were {num} steps going down. {G}",
            "Inside it smelled of dust and {food}. {n} liked that. {m} held the lantern. {G}",
        ),
        (
            "The steps led to {mhome}, the home of {m}! Now they can visit each other in slippers. {F}",
            "There was nothing inside but a chair and a {thing}. {n} goes there now to think. {F}",
        ),
    ),
    Plot(
        "The Visitor",
        (
            "Late one evening a traveller knocked at the door of {n} and asked the way to {home}. {F}",
            "A stranger with a long beard stood at the door of {n}. {F}",
        ),
        (
            "{n} gave the traveller a bowl of {food}. The traveller ate {num} bowls and told of far lands. {F}",
            "{n} sent for {m}, and the three of them sat by the fire. {G}",
        ),
        (
            "In the morning the stranger was gone. On the table lay a {thing} for {n} the {job}. {F}",
            '"You are kind," said the traveller, and {n} did not know where to look. {F}',
        ),
    ),
    Plot(
        "The Quarrel",
        (
            "{n} and {m} had a quarrel about a {thing}. They did not speak for {num} days. {G}",
            '"It was you!" said {n}. "No, it was you!" said {m}. {G}',
        ),
        (
            "{n} sat {at} and was sad. The clock seemed to tick more slowly. {F}",
            "{o} the {ojob} told {n} to be the first to say sorry. {n} thought about it all night. {H}",
        ),
        (
            "Then {n} took some {mfood} to {m}, because {m} loves {mfood}. They both said sorry at the same time. {F}",
            "They met in the middle of the road, {n} on the way to {m} and {m} on the way to {n}. {F}",
        ),
    ),
    Plot(
        "The Big Stone",
        (
            "A big stone lay on the path, and {n} the {k} could not get past. {F}",
            "{n} wanted to move a stone that was as big as a cow. {P}",
        ),
        (
            "{n} pushed. {n} and {m} pushed. {n}, {m} and {o} pushed. The stone did not move. {G}",
            "{m} in the {mcolour} scarf brought a pole, and {o} from {ohome} brought good advice. {H}",
        ),
        (
            "Then a tiny pebble rolled away, and the big stone rolled after it. {n} only looked. {F}",
            "So they painted a face on it. Now {n} says good morning to it every day. {F}",
        ),
    ),
    Plot(
        "The Long Way Home",
        (
            "{n} took a new path home and got lost. All the trees looked the same. {F}",
            "It was late, and {n} was a long way from {home}. {P}",
        ),
        (
            "{n} followed a stream, then a star, then {num} fireflies. At last {n} heard the voice of {m}. {G}",
            '{n} asked {o} the {ok} for the way. "Left, right, and left again," said {o}. {H}',
        ),
        (
            "And there stood {home}, with a light in it, and {n} was home at last. {F}",
            "{m} had waited with a bowl of {food}, since {n} loves {food}. It was still warm. {F}",
        ),
    ),
    Plot(
        "The Boat Trip",
        (
            "{n} and {m} built a raft from {num} planks. It floated, more or less. {F}",
            '"I want to see the sea," said {n} the {job}, and off they went down the stream. {P}',
        ),
        (
            "The raft turned around and around. {m} the {mjob} laughed, and {n} held on to {his} {colour} scarf. {G}",
            "They passed the {place}, a wedding and a sleepy cow. {n} waved at everyone. {G}",
        ),
        (
            "The sea was bigger than {n} had thought. They looked at it, ate some {food} and went home. {F}",
            "They never reached the sea, but they met {o} the {ojob}, and that was almost as good. {H}",
        ),
    ),
    Plot(
        "The Silent Day",
        (
            "{n} made a promise not to speak for a whole day. {F}",
            "One day {n} lost {his} voice. {P} Not one word would come out.",
        ),
        (
            "{m} came by and talked enough for two. {n} only nodded. {G}",
            "{o} the {ojob} asked {n} the time. {n} danced it. {H}",
        ),
        (
            'In the evening {n} said one word, and it was "{food}". That is {n}\'s favourite, after all. {F}',
            "{n} had never heard so much before: the rain, the clock, a friend. {F}",
        ),
    ),
    Plot(
        "The Gift",
        (
            "{n} wanted to make a gift for {m}. It had to be something special. {G}",
            "Tomorrow was a feast, and {n} still had no gift for {m}. {n} thought hard. {G}",
        ),
        (
            "First {n} made a {thing}, but it fell to pieces. Then {n} began again. {F}",
            '{n} asked {o} from {ohome} what friends like best. "Time," said {o}. {H}',
        ),
        (
            "{m} opened the parcel and was silent. Inside was a bowl of {mfood}, because {m} loves {mfood}. {F}",
            "So {n} gave {m} a whole day, from sunrise to bedtime. They spent it {at}, at the home of {n}. {F}",
        ),
    ),
    Plot(
        "The Strange Egg",
        (
            "By the {place} lay an egg, as big as a bucket. {n} took it home to {home}. {F}",
            "{n} the {k} sat on a warm stone, and the stone began to move. It was an egg! {P}",
        ),
        (
            "{m} put an ear to it. Somebody inside was humming. {G}",
            "{n} kept it warm for {num} days under a blanket. {m} wanted to name it. {G}",
        ),
        (
            "Out came a little dragon. It sneezed, ate all the {food} of {n} and fell asleep. {F}",
            "It hatched while {n} was away. There are tiny footprints {at}, where {n} lives, but that is all. {F}",
        ),
    ),
    Plot(
        "The Clock Stops",
        (
            "The village clock stopped at {num} o'clock, and nobody knew when to eat. {n} was asked for help. {F}",
            "One day all the clocks stood still. {n} noticed it first. {P}",
        ),
        (
            "{n} climbed up with {m}. Between the wheels sat a very small and very comfortable bird. {G}",
            "{o} the {ok} said that time was over. {n} and {m} did not believe it. {H}",
        ),
        (
            "{n} moved the bird to a warm nest, and the clock went on. Dinner was {food}, as {n} had hoped. {F}",
            "They let it stand still for one more hour. {n} had never had such a long afternoon. {F}",
        ),
    ),
    Plot(
        "The Painting",
        (
            "{n} wanted a picture of {home} to hang over the bed. {F}",
            "{o} the {ojob} was to paint a picture of {n}. {n} sat very still. {H}",
        ),
        (
            "{n} mixed the paint with water and hope. {m} the {mjob} held the brush. {G}",
            "It took {num} hours, and {n} could not scratch {his} nose. {P}",
        ),
        (
            "In the picture you see only {acolour} scarf and two eyes, but everyone knows that it is {n}. {F}",
            '"It looks like a {thing}," said {m}. {n} turned it around, and then it was perfect. {F}',
        ),
    ),
    Plot(
        "The Apprentice",
        (
            "{n} needed help at work, for there is much to do for {ajob}. So {o} the {ojob} came to learn. {F}",
            '"Teach me," said {o} to {n} the {job}. {H}',
        ),
        (
            "On the first day {o} broke {num} cups. {n} showed {o} again, slowly. {H}",
            '"A {job} must be patient," said {n}. {P} They worked until the lamp went out.',
        ),
        (
            "After a year {o} was good, and {n} was proud. {m} came to see it. {G}",
            '"You are a good {job}, {n}," said {o}, and {n} pretended to look out of the window. {F}',
        ),
    ),
    Plot(
        "The Ring of Flowers",
        (
            'Deep in the forest {n} stepped into a ring of flowers, and a voice said, "One question only." {F}',
            '{n} the {job} met a very small wizard in the grass. "I can grant you half a wish," said the wizard. {P}',
        ),
        (
            "{n} thought of {food}, and {n} thought of {m}. Which of them needed it more? {G}",
            '{n} ran home and asked {m} for advice. "Half a wish is better than none," said {m}. {G}',
        ),
        (
            "So {n} wished for half a bowl of {food}, and gave half of that to {m}. {F}",
            '"I am content," said {n}. The wizard had never heard that before and gave {n} a {thing}. {F}',
        ),
    ),
    Plot(
        "The Harvest Feast",
        (
            "At harvest everybody brings something to the long table. {n} brought {food}. {F}",
            "There was a feast in the village, and {n} the {job} was to give a speech. {P}",
        ),
        (
            "{m} in the {mcolour} scarf brought {mfood}, and {o} from {ohome} brought {ofood}. {G}",
            "{n} stood up in {his} {colour} scarf and coughed. {m} nodded at {n}. {G}",
        ),
        (
            "They ate until the moon came up, and {n} danced with {num} neighbours at once. {F}",
            '"Thank you," said {n}, and sat down. It was the best speech in years. {F}',
        ),
    ),
    Plot(
        "The Upside Down Day",
        (
            "{n} put on {his} boots on the wrong feet and walked backwards all day. {F}",
            '"Today we do everything the other way round," said {n}. {P}',
        ),
        (
            "{m} said goodbye when they met, and hello when they parted. {n} had dessert first. {G}",
            "{n} and {m} the {mjob} slept at noon and had breakfast at night. It felt quite normal after a while. {G}",
        ),
        (
            "In the end {n} was glad to be {ak} who sleeps. But for {n} there is never a wrong time for {food}. {F}",
            "The next day everything was the right way up again, and {n} found it a little strange. {F}",
        ),
    ),
)

TITLES: tuple[str, ...] = ("A Story About {n}", "{n} and {m}", "What Happened to {n}", "{n} the {k}")

PLACES = (
    "old fountain", "village church", "broken fence", "great rock", "bakehouse", "post office", "narrow lane",
    "iron gate", "wide field", "crooked tree", "town hall", "frozen pond",
)  # fmt: skip
THINGS = (
    "kettle", "lantern", "compass", "puzzle", "rocking chair", "walking stick", "music box", "paper crown",
    "wooden horse", "glass ball", "pocket watch", "feather", "teapot", "snow globe", "shell", "candle",
)  # fmt: skip
WEATHERS = ("sunny", "rainy", "windy", "cold", "warm", "bright", "cloudy", "frosty", "mild", "golden")
TIMES = ("day", "morning", "evening", "afternoon", "autumn day", "spring day", "summer day", "winter day")
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
