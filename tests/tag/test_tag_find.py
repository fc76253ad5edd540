"""The examples everybody agreed on: names found in machine text, and names that are somewhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from the_reader import reader

from podcast.model import Segment, Tag, TagState, Transcript
from podcast.tag import find_tags, load_sectors, load_territory, settle

CLERMONT = load_territory("clermont", Path())
TAXONOMY = load_sectors()


def told(*turns: str | tuple[str, str], language: str = "fr") -> Transcript:
    segments = tuple(
        Segment(1000 * i, 1000 * (i + 1), *((turn,) if isinstance(turn, str) else (turn[1], turn[0])))
        for i, turn in enumerate(turns)
    )
    return Transcript(language, 1000 * len(turns), segments)


def found(*turns: str | tuple[str, str], guests: frozenset[str] = frozenset()) -> tuple[Tag, ...]:
    return find_tags(told(*turns), CLERMONT, TAXONOMY, guests, reader().read)


def published(tags: tuple[Tag, ...], kind: str = "place") -> list[str]:
    return [tag.id for tag in tags if tag.kind == kind and tag.state.published]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("j'habite à la gotière depuis dix ans", "la-gauthiere"),
        ("on a grandi à chant pratel tous les deux", "quartiers-nord"),
        ("j'ai ouvert mon salon au patural", "patural-pegues"),
        ("Je vis à La Gauthière.", "la-gauthiere"),
        ("mon atelier est à croix de neira", "quartiers-nord"),
        ("J'habite à Saint-Jacques, en haut du plateau, à côté du tram.", "saint-jacques"),
        ("on a installé le local à Fontaine du Bac", "fontaine-du-bac"),
        ("j'ai ouvert au Breuil, à Aulnat, près de la mairie", "breuil-chapelles"),
        ("on est dans le quartier sud de Cournon", "cournon-sud"),
    ],
)
def test_a_place_is_found_in_machine_text(words: str, place: str) -> None:
    assert published(found(words)) == [place]


@pytest.mark.parametrize(
    "words",
    [
        "il a fait Saint-Jacques-de-Compostelle à pied",
        "le chemin de Saint-Jacques, ça m'a changé la vie",
        "je prépare des coquilles Saint-Jacques pour Noël",
        "j'ai grandi dans les quartiers nord de Marseille",
        "J'ai grandi dans les quartiers nord de Marseille, puis je suis arrivé à Clermont.",
        "la gouttière a débordé dans la cour",
        "il faut changer la gouttière de chez ma mère",
        "mon magasin est rue Saint-Jacques à Paris",
        "Monsieur Gauthier m'a prêté son camion",
        "je travaille dans un centre de formation",
        "je n'habite pas à La Gauthière",
        "",
    ],
)
def test_what_only_looks_like_a_place_is_not_published(words: str) -> None:
    assert published(found(words)) == []


@pytest.mark.parametrize(
    "words",
    [
        "J'ai passé mon enfance à Béziers, quartier Saint-Jacques, au pied des tours.",
        "On habitait à Lunel. Dans le quartier Saint-Jacques, au deuxième étage.",
        "Ils disent tous que Champratel c'est dangereux, moi j'en sais rien.",
        "Si un jour j'ai les moyens, j'ouvre une deuxième boutique aux Vergnes.",
        "On m'avait proposé un local à Croix-de-Neyrat mais le loyer était fou.",
        "Ma sœur habite à La Gauthière avec ses deux enfants.",
        "Mon mari il vient de Champratel, moi je suis de la campagne.",
        "Ma patronne s'appelait madame Vergnes, une dame formidable.",
        "J'ai appris le métier chez les Gauthière, une famille de boulangers.",
        "Le docteur Vergne m'a suivie pendant des années.",
        "Au lieu d'aller à Fontaine du Bac je suis restée dans mon village.",
        "On est à côté de La Gauthière, pas dedans, de l'autre côté du boulevard.",
        "Ni les Vergnes ni Champratel, nous on est restés à Riom.",
        "On a coupé des vernes au bord de la rivière pour faire les piquets.",
        "Pour le meuble je passe deux couches au vernis dans mon atelier.",
        "J'avais trouvé une chambre à tel prix que j'ai dit non.",
        "On est partis en vacances au Breuil, en Charente, chez ma tante.",
        "Toutes les chapelles du quartier ancien, on les a visitées avec l'école.",
        "Le quartier de la gare à Limoges, j'y ai tenu un bar.",
        "J'ai grandi dans les quartiers nord, à Marseille, au treizième étage.",
        "L'été je passe le fil à la gouttière et je répare le toit.",
        "On m'a dit vous devriez vous installer aux Vergnes, il y a des aides.",
        "Mes clients viennent surtout de Champratel et des Vergnes.",
        "C'est au Vernet qu'on s'est mariés, en Haute-Loire.",
        "Il y a aussi une Fontaine du Bac en Normandie, j'ai vérifié.",
        "Une dizaine de Saint-Jacques, un peu de beurre, et c'est prêt.",
        "Julie Patural, c'est ma comptable, elle m'a sauvé la mise.",
        "Je ne me suis jamais vraiment sentie à l'aise à La Gauthière.",
        "Les gens croient que je viens des Vergnes, pas du tout.",
        "Le quartier sud de la ville de Nîmes, j'y ai travaillé.",
        "J'aurais adoré vivre à Saint-Jacques, sur le plateau, mais c'était pris.",
        "Je vais au centre tous les matins pour la livraison.",
        "En Bretagne, on allait au Breuil, chez ma grand-mère.",
        "On allait au centre commercial de Croix-Blanche.",
    ],
)
def test_what_is_elsewhere_supposed_denied_or_others_is_not_published(words: str) -> None:
    assert published(found(words)) == []


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Nous, notre point fort c'est d'être à Champratel, les gens passent devant.", "quartiers-nord"),
        ("Ma mère m'a élevée seule à La Gauthière, dans un F3.", "la-gauthiere"),
        ("Je viens de Marseille et je me suis installé aux Vergnes il y a six ans.", "quartiers-nord"),
        ("Avant j'étais à Lyon, maintenant j'ai mon bureau à Fontaine du Bac.", "fontaine-du-bac"),
        ("Vous descendez au terminus du tram, aux Vergnes, et mon atelier est juste là.", "quartiers-nord"),
        ("Les gens me disaient que j'étais fou, mais j'ai ouvert à Champratel.", "quartiers-nord"),
        ("Mon père tenait déjà le magasin, et moi je l'ai gardé, à La Gauthière.", "la-gauthiere"),
        ("Je suis une fille de Saint-Jacques, j'ai grandi dans les barres.", "saint-jacques"),
        ("Depuis que j'habite Le Patural, à Gerzat, je dors mieux.", "patural-pegues"),
        ("Le magasin, je l'ai ouvert aux Chapelles, à Aulnat.", "breuil-chapelles"),
        ("J'ai posé mes valises à Cournon, dans le quartier sud.", "cournon-sud"),
        ("On tient la permanence le mardi à Saint-Jacques, à Clermont-Ferrand.", "saint-jacques"),
        ("j'suis né à la gothière et j'y ai ouvert ma boîte", "la-gauthiere"),
        ("je travaille au vernis depuis dix ans dans la tour onze", "quartiers-nord"),
        ("Notre local, il est au patural, on paye presque rien.", "patural-pegues"),
        ("C'est à Clermont, dans le quartier de la gare, qu'on a le bureau.", "centre"),
        ("Moi, La Gauthière, j'y suis tous les jours depuis vingt ans.", "la-gauthiere"),
    ],
)
def test_another_town_a_denial_or_a_relative_before_hides_no_place(words: str, place: str) -> None:
    assert published(found(words)) == [place]


def test_a_doubtful_mention_said_twice_is_still_not_published() -> None:
    tags = found(
        "Ma sœur habite à La Gauthière.", "Ma mère habite à La Gauthière.", "Et mon frère à La Gauthière."
    )
    assert [tag.state for tag in tags if tag.kind == "place"] == [TagState.SUGGESTED]


def test_a_transcript_without_a_place_or_trade_has_no_tag_at_all() -> None:
    assert found("Bonjour, merci d'être là, on est contents de vous voir.") == ()


def test_a_language_without_words_gives_no_sector_but_exact_names() -> None:
    tags = find_tags(
        told("Jag bor i Champratel och jag har en restaurang.", language="sv"),
        CLERMONT,
        TAXONOMY,
        frozenset(),
    )
    assert [(tag.kind, tag.id) for tag in tags] == [("place", "quartiers-nord")]


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("j'habite à La Gauthière", "lives"),
        ("j'ai grandi à La Gauthière", "grew_up"),
        ("je suis né à La Gauthière", "grew_up"),
        ("j'ai ouvert ma boutique à La Gauthière", "established"),
        ("je travaille à La Gauthière trois jours par semaine", "works"),
        ("La Gauthière, c'est beau le soir", ""),
    ],
)
def test_the_relation_is_what_the_words_say(words: str, relation: str) -> None:
    assert [tag.relations for tag in found(words) if tag.kind == "place"] == [(relation,) if relation else ()]


def test_what_the_interviewer_asks_counts_less_than_what_the_guest_says() -> None:
    guests = frozenset({"Leïla"})
    asked = found(("Simon", "Vous êtes de La Gauthière ?"), ("Leïla", "Non."), guests=guests)
    said = found(("Simon", "Vous êtes d'où ?"), ("Leïla", "De La Gauthière."), guests=guests)
    assert published(asked) == []
    assert published(said) == ["la-gauthiere"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("je suis ne aux vernes et j'y suis reste", "quartiers-nord"),
        ("On n'a pas hésité à ouvrir aux Vergnes.", "quartiers-nord"),
        ("J'ai repris le snack de Croix-de-Neyrat.", "quartiers-nord"),
        ("Je n'ai jamais voulu partir de La Gauthière.", "la-gauthiere"),
    ],
)
def test_what_is_not_read_surely_is_at_least_proposed(words: str, place: str) -> None:
    assert [tag.id for tag in found(words) if tag.kind == "place"] == [place]


def test_what_the_interviewer_says_of_themselves_is_not_the_guest_s_however_often() -> None:
    guests = frozenset({"Leïla"})
    asked = ("Simon", "Moi, j'habite à La Gauthière depuis vingt ans.")
    tags = found(asked, ("Leïla", "Ah bon."), asked, ("Leïla", "Moi, à Royat."), guests=guests)
    assert published(tags) == []


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Bonjour, je suis né à La Gauthière et je vous reçois aujourd'hui.", "Bonjour, merci."),
        ("Vous savez, moi j'ai grandi à La Gauthière.", "Ah oui ?"),
        ("J'habite à La Gauthière, vous le savez.", "Oui, je sais."),
        ("La Gauthière, j'y suis né, vous savez.", "Oui, je sais."),
        ("Moi aussi, je suis d'ici. De La Gauthière. Et vous ?", "Oui, moi aussi, mais de Royat."),
        ("J'ai grandi, comme vous, à La Gauthière.", "Oui, c'est vrai."),
        ("J'habite, vous savez, à La Gauthière depuis vingt ans.", "Oui, c'est vrai."),
        ("Moi qui vous parle, à La Gauthière, j'y suis né.", "Oui, c'est vrai."),
        ("Nous vous recevons, nous sommes nés à La Gauthière.", "Oui, c'est vrai."),
        ("On vous le dit, on a grandi à La Gauthière.", "Oui, c'est vrai."),
        ("Je ne vous cache pas que né à La Gauthière, j'y vis encore.", "Oui, c'est vrai."),
        ("Je vous ai vue ouvrir votre salon, à côté de chez moi, à La Gauthière.", "C'est vrai."),
    ],
)  # fmt: skip
def test_what_the_interviewer_says_of_themselves_is_not_the_guest_s_where_they_say_you(
    asked: str, answered: str
) -> None:
    tags = found(("Simon", asked), ("Leïla", answered), guests=frozenset({"Leïla"}))
    assert published(tags) == []
    assert [tag.id for tag in tags if tag.kind == "place"] == ["la-gauthiere"]


@pytest.mark.parametrize(
    "asked",
    [
        "Je vous reçois aujourd'hui, vous habitez à La Gauthière.",
        "Vous êtes née où ? À La Gauthière, c'est bien ça ?",
    ],
)
def test_what_the_interviewer_says_of_the_guest_is_read(asked: str) -> None:
    tags = found(("Simon", asked), ("Leïla", "Oui, j'y suis née et j'y vis."), guests=frozenset({"Leïla"}))
    assert published(tags) == ["la-gauthiere"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("J'habite aux Chapelles depuis dix ans. J'ai ouvert mon salon aux Chapelles.", "breuil-chapelles"),
        ("J'habite dans le quartier sud. J'ai ouvert mon salon dans le quartier sud.", "cournon-sud"),
        ("J'habite au Breuil depuis dix ans. J'ai ouvert mon salon au Breuil.", "breuil-chapelles"),
    ],
)
def test_a_name_of_many_towns_is_not_surer_for_being_repeated(words: str, place: str) -> None:
    tags = found(words)
    assert published(tags) == []
    assert place in [tag.id for tag in tags if tag.kind == "place"]


def test_what_is_said_in_a_language_nobody_has_measured_publishes_nothing() -> None:
    french = Segment(0, 1000, "Bonjour à tous et bienvenue dans cette émission, on est très heureux.")
    other = Segment(1000, 2000, "Abito a Champratel da dieci anni e lavoro qui.", language="it")
    tags = find_tags(Transcript("fr", 2000, (french, other)), CLERMONT, TAXONOMY, frozenset(), reader().read)
    assert [(tag.id, tag.state) for tag in tags if tag.kind == "place"] == [
        ("quartiers-nord", TagState.SUGGESTED)
    ]


def test_a_place_the_interviewer_names_is_the_guest_s_once_the_answer_says_so() -> None:
    guests = frozenset({"Leïla"})
    asked = ("Simon", "Vous habitez à La Gauthière ?")
    assert published(found(asked, ("Leïla", "Oui, depuis dix ans."), guests=guests)) == ["la-gauthiere"]
    assert published(found(asked, ("Leïla", "Non, à Royat."), guests=guests)) == []
    assert published(found(asked, guests=guests)) == []


def test_where_nothing_reads_every_place_is_only_suggested() -> None:
    tags = find_tags(told("J'habite à La Gauthière."), CLERMONT, TAXONOMY, frozenset())
    assert [(tag.id, tag.state) for tag in tags] == [("la-gauthiere", TagState.SUGGESTED)]
    assert [why.tie for why in tags[0].evidence] == [None]


def test_every_hit_says_which_words_when_by_what_rule() -> None:
    (tag,) = (tag for tag in found("Bonjour.", "J'habite à la gotière.") if tag.kind == "place")
    (evidence,) = tag.evidence
    assert evidence.words == "gotière"
    assert 1000 <= evidence.start_ms < 2000
    assert evidence.rule == "heard"
    assert 0 < evidence.score <= 1


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("Je suis coiffeuse, j'ai ouvert mon salon de coiffure il y a deux ans.", "beaute_bien_etre"),
        ("j'ai cree ma boite de plomberie et je fais des salles de bain", "batiment_travaux"),
        ("Je suis traiteur, je cuisine des couscous et des pâtisseries.", "alimentation_restauration"),
        ("Avant, caissière. Maintenant je suis couturière, je fais des retouches.", "artisanat_creation"),
    ],
)  # fmt: skip
def test_a_clear_trade_is_published(words: str, sector: str) -> None:
    assert published(found(words), "sector") == [sector]


def test_at_most_three_sectors_are_proposed_when_unsure() -> None:
    tags = found("On parle de restaurant, de garage, de boutique, de coiffure et de taxi.")
    sectors = [tag for tag in tags if tag.kind == "sector"]
    assert len(sectors) == 3
    assert {tag.state for tag in sectors} == {TagState.SUGGESTED}


def test_what_a_person_gave_wins_over_what_was_found() -> None:
    given = (
        Tag("place", "saint-jacques", TagState.GIVEN),
        Tag("sector", "industrie", TagState.REJECTED),
    )
    finds = (
        Tag("place", "la-gauthiere", TagState.AUTO, 0.9),
        Tag("sector", "industrie", TagState.AUTO, 3.0),
        Tag("sector", "numerique", TagState.SUGGESTED, 1.0),
    )
    assert settle(given, finds) == (
        Tag("place", "saint-jacques", TagState.GIVEN),
        Tag("place", "la-gauthiere", TagState.SUGGESTED, 0.9),
        Tag("sector", "numerique", TagState.SUGGESTED, 1.0),
    )


def test_a_given_tag_keeps_the_evidence_found_for_it() -> None:
    finds = found("j'habite à La Gauthière")
    (tag, *_) = settle((Tag("place", "la-gauthiere", TagState.GIVEN),), finds)
    assert tag.state is TagState.GIVEN
    assert tag.relations == ()
    assert tag.evidence == finds[0].evidence
