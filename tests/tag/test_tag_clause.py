"""Which clauses tie a person to the place they name, and which do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.model import Segment, Tag, TagState, Transcript
from podcast.tag import find_tags, load_sectors, load_territory
from podcast.tag.conjugation import forms

CLERMONT = load_territory("clermont", Path())

TIED = (
    "L'épicerie de La Gauthière, celle avec le store, c'est à moi.",
    "Mes nuits de veilleur, je les faisais dans un foyer de La Gauthière.",
    "Tout a commencé à Champratel, sur une table de cuisine.",
    "Mon père a ouvert le garage aux Vergnes, et moi je l'ai repris à sa retraite.",
    "Assistante maternelle à Champratel, c'est mon quotidien depuis sept ans.",
    "Dans ce métier, j'ai tout essayé, et tout ça sans jamais quitter La Gauthière.",
    "J'étais caissière à La Gauthière.",
    "On s'est posés à Champratel en arrivant.",
    "J'ai La Gauthière comme secteur, de vingt heures à trois heures du matin.",
    "Je crèche à La Gauthière.",
    "J'habite La Gauthière depuis douze ans.",
    "Moi j'ai toujours vécu à Champratel.",
    "Je n'ai jamais quitté La Gauthière.",
    "Mon salon est à La Gauthière.",
    "La boutique, on l'a ouverte aux Vergnes en deux mille dix.",
    "C'est aux Vergnes que j'ai appris mon métier.",
    "Je suis né à Champratel.",
    "Je suis une fille des Vergnes.",
    "Mes parents m'ont élevée à Fontaine du Bac.",
    "On m'a relogé à Fontaine du Bac après l'incendie.",
    "La Gauthière, j'y suis née et j'y travaille.",
    "Champratel, c'est chez moi.",
    "J'ai réussi à trouver un local à Champratel.",
    "Je répare des vélos à Croix-de-Neyrat.",
    "Je donne des cours à La Gauthière.",
    "Venez me voir à La Gauthière, je suis en bas de la tour.",
    "Après vingt ans à Lyon, je suis revenue à La Gauthière.",
    "J'ai déménagé à La Gauthière en 2010.",
    "On travaille avec mon frère à La Gauthière.",
    "Avec mon mari, nous avons repris une boulangerie à La Gauthière.",
    "J'ai mon dépôt à La Gauthière.",
    "J'ai grandi à Saint-Jacques, à Clermont, juste à côté du stade.",
    "Vous habitez à La Gauthière ? Oui, depuis dix ans.",
    "Et vous êtes né à Champratel ? Tout à fait.",
    "Gamine, j'habitais aux Vergnes, au dixième.",
    "Notre association est basée à La Gauthière.",
    "Mon atelier se trouve dans le quartier de La Gauthière.",
    "J'ai passé toute mon enfance à La Gauthière.",
    "J'ai passé quinze ans à La Gauthière.",
    "J'ai fait toute ma scolarité à La Gauthière.",
    "Je suis animatrice au centre social de La Gauthière.",
    "Cela fait huit ans que je suis installé à La Gauthière.",
    "Ça fait quinze ans qu'on est à Champratel.",
    "Depuis 2015 nous occupons un local aux Vergnes.",
    "Notre premier four, on l'a installé à La Gauthière.",
    "Tout ce que je sais, je l'ai appris à La Gauthière.",
    "Quand mes parents sont arrivés en France, on nous a logés aux Vergnes.",
    "Je suis locataire aux Vergnes.",
    "On s'est rencontrés ailleurs, mais on habite tous les deux à La Gauthière.",
    "Moi c'est Leïla, trente-deux ans, je suis de La Gauthière.",
    "Je m'appelle Karim, j'habite Champratel.",
    "Je suis boulangère à La Gauthière depuis vingt ans.",
    "Comme beaucoup de mes amis, je vis à La Gauthière.",
    "Ma mère et moi, on vit à La Gauthière.",
    "Avec ma mère, on vivait à La Gauthière, au troisième.",
    "Je vis chez ma mère, à La Gauthière.",
    "Mon école, c'était à La Gauthière.",
    "Je suis resté fidèle à La Gauthière, j'y ai mon commerce.",
    "Je me suis installée à mon compte à La Gauthière.",
    "Je dois tout à La Gauthière, c'est là que j'ai démarré.",
    "Chez nous, à La Gauthière, on dit bonjour.",
    "À La Gauthière, on se connaît tous, j'ai vu naître la moitié des gamins, j'y vis depuis trente ans.",
    "Mon équipe et moi, on est basés à La Gauthière.",
    "J'ai acheté une maison à La Gauthière.",
    "Mes ruches, je les ai mises à La Gauthière.",
    "Je te rappelle que je vis à La Gauthière.",
)

NOT_TIED = (
    "On m'avait trouvé un local à La Gauthière, et j'ai dit non.",
    "J'achète mes épices à La Gauthière.",
    "Ma salle de sport est à Champratel, j'y vais deux fois par semaine.",
    "On a posé des fenêtres à Champratel.",
    "Serveuse à La Gauthière, ma sœur gagne bien sa vie.",
    "J'ai prêté mon camion à une association de La Gauthière.",
    "Je me fais coiffer à La Gauthière.",
    "Mon dépôt est à Riom, un peu avant d'arriver à Croix-de-Neyrat.",
    "Ma sœur habite à Champratel depuis douze ans.",
    "Mon voisin de palier vient de La Gauthière.",
    "J'ai visité un local à La Gauthière, mais il était trop petit.",
    "Je vends mes savons à La Gauthière le samedi.",
    "Je passe par La Gauthière tous les matins.",
    "On m'a proposé de m'installer aux Vergnes.",
    "Je rêve d'ouvrir une annexe à Champratel.",
    "J'aimerais bien ouvrir à Champratel un jour.",
    "Si j'avais les moyens, je m'installerais à Fontaine du Bac.",
    "J'ai failli ouvrir aux Vergnes.",
    "C'est plus calme qu'à La Gauthière.",
    "Ici c'est comme à La Gauthière, tout le monde se connaît.",
    "Mes clientes viennent de La Gauthière.",
    "J'ai livré trois buffets à La Gauthière ce week-end.",
    "Je n'ai jamais vécu à La Gauthière.",
    "On dit que j'habite à La Gauthière, c'est faux.",
    "J'ai quitté La Gauthière à quinze ans.",
    "Ma fille travaille à Fontaine du Bac.",
    "Mon ancien associé a ouvert à Fontaine du Bac.",
    "Je cherche un local à Champratel.",
    "J'ai donné un cours à La Gauthière une fois.",
    "J'ai entendu parler de La Gauthière à la radio.",
    "Il y a une pharmacie à La Gauthière.",
    "J'adore La Gauthière.",
    "J'ai refusé un poste à La Gauthière.",
    "On a déménagé de La Gauthière en 2010.",
    "Le maire voulait nous installer à La Gauthière.",
    "Mon cousin qui tient une épicerie à La Gauthière m'a conseillé.",
    "J'ai un cousin qui habite à La Gauthière.",
    "J'ai des clients à La Gauthière.",
    "J'avais rendez-vous à La Gauthière.",
    "Je me suis perdu à La Gauthière.",
    "J'ai mangé le meilleur couscous de ma vie à La Gauthière.",
    "Je connais bien La Gauthière, j'y ai fait un remplacement.",
    "Vous habitez à La Gauthière ? Non, à Royat.",
    "Vous êtes de La Gauthière ?",
    "Les jeunes de La Gauthière, je les accompagne.",
    "Il paraît que La Gauthière va changer.",
    "Je ne travaille pas à La Gauthière.",
    "Je travaille plus à La Gauthière, j'ai changé.",
    "Elle est née à La Gauthière, ma mère.",
    "Mon père, il travaillait aux Vergnes, à l'usine.",
    "L'école de mes enfants est à La Gauthière.",
    "Le bus passe à La Gauthière.",
    "Mon concurrent se trouve à La Gauthière.",
    "Mon futur atelier sera à La Gauthière.",
    "L'atelier de mon père était à La Gauthière.",
    "J'irai peut-être à La Gauthière.",
    "Je vais ouvrir à La Gauthière en septembre.",
    "Tu connais La Gauthière ?",
    "J'ai rencontré ma femme à La Gauthière.",
    "J'ai garé la voiture à La Gauthière.",
    "Quand je pense à La Gauthière, je pense au marché.",
    "On m'a volé mon camion à La Gauthière.",
    "J'ai fait une exposition à La Gauthière.",
    "J'ai passé un week-end à La Gauthière.",
    "J'ai perdu mon chat à La Gauthière.",
    "Une dame de La Gauthière m'a appelée.",
    "Je suis passé à La Gauthière hier.",
    "Je vous parle de La Gauthière.",
    "Les enfants de La Gauthière viennent à l'atelier, ici, à Royat.",
    "Tout ce que je sais de La Gauthière, je l'ai lu.",
    "Mes parents se sont rencontrés aux Vergnes.",
    "Mon mari a grandi à La Gauthière, moi à Vichy.",
    "J'ai épousé un gars de La Gauthière.",
    "Je fais mes courses à La Gauthière.",
    "J'emmène ma fille au judo à La Gauthière.",
    "On prend le café à La Gauthière avec des copines.",
    "Le boulanger de La Gauthière me fait crédit.",
    "Je connais le boulanger de La Gauthière.",
    "Ma patronne m'a envoyée à La Gauthière pour un remplacement.",
    "La mairie nous a montré trois locaux, dont un à La Gauthière.",
    "Nous avons livré la pièce montée à La Gauthière.",
    "Un jour j'habiterai à La Gauthière.",
    "Je n'ai pas grandi à La Gauthière, mais presque.",
    "Beaucoup de mes amis vivent à La Gauthière.",
    "Ma mère vivait à La Gauthière, au troisième.",
    "J'ai dormi chez ma mère, à La Gauthière, hier soir.",
    "Mon école de commerce, c'était à Lyon, pas à La Gauthière.",
    "La Gauthière, je n'y mets jamais les pieds.",
    "La Gauthière, on y va pour le marché.",
    "La Gauthière, je la vois de ma fenêtre.",
    "Je suis fidèle à La Gauthière Football Club.",
    "Le tram qui va à La Gauthière est toujours en retard.",
    "Je me suis renseignée sur La Gauthière.",
    "J'ai postulé à La Gauthière.",
    "On nous compare souvent à La Gauthière.",
    "Je dois beaucoup à La Gauthière.",
    "On aurait pu finir à La Gauthière.",
    "Faudrait ouvrir une annexe à La Gauthière.",
    "On réfléchit à La Gauthière, on réfléchit à Royat.",
    "J'ai toujours eu envie de vivre à La Gauthière.",
    "On espère s'implanter à La Gauthière.",
    "Ils ont cassé ma vitrine à La Gauthière.",
    "Les policiers m'ont arrêté à La Gauthière.",
    "J'ai fait mes premiers pas de danse à La Gauthière.",
    "J'ai gagné le concours de La Gauthière.",
    "Chez eux, à La Gauthière, on dit bonjour.",
    "À La Gauthière, les gens se connaissent tous.",
    "À La Gauthière, j'ai vu un concert incroyable.",
    "Mon équipe de foot a perdu à La Gauthière.",
    "J'ai acheté ce tissu à La Gauthière.",
    "Mes clés, je les ai laissées à La Gauthière.",
    "Tu vois, à La Gauthière, tu payes moins cher.",
    "Vous savez, à La Gauthière, il n'y a plus de banque.",
    "Le projet de La Gauthière n'a jamais vu le jour.",
    "Elle m'a dit qu'elle vivait à La Gauthière.",
    "Il croit que je vis à La Gauthière.",
)

ENGLISH = (
    "I live in La Gauthière with my two kids.",
    "I grew up in Champratel, in the tall tower.",
    "I was born in Fontaine du Bac.",
    "I opened my salon in Les Vergnes in 2015.",
    "We moved to Champratel when I was six.",
    "My workshop is in La Gauthière, behind the school.",
    "I work in La Gauthière three days a week.",
    "I'm from Champratel.",
    "We're based in Fontaine du Bac.",
    "La Gauthière is my home.",
    "I repair bikes in Croix-de-Neyrat.",
    "My parents raised me in Champratel.",
    "I spent my whole childhood in La Gauthière.",
    "La Gauthière, that's where I opened my first shop.",
    "I've lived in La Gauthière for ten years.",
    "I still live in Champratel and I run a bakery there.",
    "You will find our shop in La Gauthière.",
    "Do you live in La Gauthière? Yes, I do.",
    "I used to live in La Gauthière as a kid.",
)

NOT_ENGLISH = (
    "My sister lives in Champratel.",
    "I once visited La Gauthière.",
    "I would love to open a shop in Champratel.",
    "They offered me a flat in Champratel and I said no.",
    "I have never lived in La Gauthière.",
    "I sell my soaps in La Gauthière on Saturdays.",
    "My customers come from La Gauthière.",
    "People think I'm from Champratel, but I'm not.",
    "If I had the money I'd move to Champratel.",
    "I don't live in La Gauthière any more.",
    "She lives in La Gauthière.",
    "I heard about La Gauthière on the radio.",
    "We looked at a place in La Gauthière but it was too small.",
    "I drive through La Gauthière every day.",
    "It's quieter than La Gauthière.",
    "Do you live in La Gauthière? No, in Royat.",
    "My uncle had a garage in La Gauthière.",
    "I turned down a job in La Gauthière.",
)


def places(*turns: tuple[str, str], language: str = "fr", guests: frozenset[str] = frozenset()) -> list[Tag]:
    cues = tuple(
        Segment(i * 1000, i * 1000 + 900, words, speaker=who) for i, (who, words) in enumerate(turns)
    )
    tags = find_tags(Transcript(language, 10_000, cues), CLERMONT, load_sectors(), guests)
    return [tag for tag in tags if tag.kind == "place"]


def published(*turns: tuple[str, str], guests: frozenset[str] = frozenset()) -> list[str]:
    return [tag.id for tag in places(*turns, guests=guests) if tag.state is TagState.AUTO]


@pytest.mark.parametrize(
    ("words", "language"), [(words, "fr") for words in TIED] + [(words, "en") for words in ENGLISH]
)
def test_what_somebody_does_at_a_place_is_published(words: str, language: str) -> None:
    (tag,) = places(("", words), language=language)
    assert tag.state is TagState.AUTO


@pytest.mark.parametrize(
    ("words", "language"), [(words, "fr") for words in NOT_TIED] + [(words, "en") for words in NOT_ENGLISH]
)
def test_what_is_another_s_wished_for_denied_or_passing_is_proposed_at_most(
    words: str, language: str
) -> None:
    assert [tag.id for tag in places(("", words), language=language) if tag.state is TagState.AUTO] == []


@pytest.mark.parametrize(
    ("words", "relations"),
    [
        ("J'habite à La Gauthière et j'y ai ouvert mon salon.", ("lives", "established")),
        ("Je suis née à La Gauthière, j'y travaille.", ("grew_up", "works")),
        ("La Gauthière, c'est mon quartier.", ("lives",)),
        ("J'ai passé mon enfance à La Gauthière.", ("grew_up",)),
    ],
)
def test_a_place_has_every_relation_that_is_said(words: str, relations: tuple[str, ...]) -> None:
    (tag,) = places(("", words))
    assert tag.relations == relations


GUEST = frozenset({"Leïla"})


def test_a_question_is_the_guest_s_place_once_it_is_answered_with_yes() -> None:
    asked = ("Simon", "Vous habitez à La Gauthière ?")
    assert published(asked, ("Leïla", "Oui, depuis dix ans."), guests=GUEST) == ["la-gauthiere"]
    assert published(asked, ("Leïla", "Non, à Royat."), guests=GUEST) == []
    assert published(asked, ("Leïla", "C'est une longue histoire."), guests=GUEST) == []


def test_an_answer_takes_its_verb_from_the_question() -> None:
    (tag,) = places(("Simon", "Vous travaillez où ?"), ("Leïla", "À La Gauthière."), guests=GUEST)
    assert (tag.state, tag.relations) == (TagState.AUTO, ("works",))
    assert published(("Simon", "Vous allez où ?"), ("Leïla", "À La Gauthière."), guests=GUEST) == []


def test_what_the_interviewer_says_of_themselves_is_not_the_guest_s_however_often() -> None:
    said = [("Simon", "Moi j'habite à La Gauthière.")] * 6
    assert published(*said, ("Leïla", "Ah bon."), guests=GUEST) == []


def test_a_transcript_may_end_in_the_middle_of_a_sentence() -> None:
    assert published(("", "La Gauthière, c'est tout ce que j'y ai")) == []


def test_a_language_nobody_has_described_publishes_no_place() -> None:
    (tag,) = places(("", "Jag bor i Champratel."), language="sv")
    assert tag.state is TagState.SUGGESTED


@pytest.mark.parametrize(
    ("verb", "language", "form", "mood"),
    [
        ("habiter", "fr", "habitions", "past"),
        ("manger", "fr", "mangeait", "past"),
        ("nettoyer", "fr", "nettoie", "fact"),
        ("grandir", "fr", "grandirait", "imagined"),
        ("live", "en", "living", "participle"),
        ("study", "en", "studied", "fact"),
        ("plan", "en", "planned", "fact"),
    ],
)
def test_the_forms_of_a_regular_verb(verb: str, language: str, form: str, mood: str) -> None:
    assert (form, mood) in set(forms(verb, language))
