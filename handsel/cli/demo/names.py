"""Invented people and companies, as they are called in their countries; every address is at an example domain."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from handsel.accounts.details import AccountDetails
from handsel.accounts.folding import fold
from handsel.accounts.tax_numbers import is_tax_number
from handsel.cli.demo.places import COUNTRIES, Country

T = TypeVar("T")


@dataclass(frozen=True)
class Names:
    """First names, family names, and what companies are called, with the family's name in it."""

    first: str
    last: str
    companies: tuple[str, ...]


_GERMAN = Names(
    "Anja Bernd Claudia Dirk Elke Frank Greta Heiko Ines Jürgen Katrin Lars Miriam Nils Petra Ralf Sabine Thorsten",
    "Albers Böttcher Carstens Dreyer Engel Feldmann Größner Hinrichs Jansen Köhler Lüders Möller Neumann Petersen "
    "Quast Reimers Schröder Thiele Ullrich Voß Weiß Zöllner",
    ("Bäckerei {last}", "Autohaus {last}", "Kanzlei {last} & Partner", "{last} Elektrotechnik GmbH", "Hotel {last}",
     "Praxis Dr. {last}", "{last} Gartenbau", "Tischlerei {last}", "Steuerbüro {last}", "{last} Spedition KG"),
)  # fmt: skip
_FRENCH = Names(
    "Amélie Bruno Camille Damien Élodie François Gaëlle Hugo Inès Julien Léa Mathieu Noémie Olivier Pauline Rémi",
    "Aubert Blanchet Chevalier Delorme Étienne Fournier Girard Hébert Lacroix Moreau Noël Perrin Roussel Vasseur",
    ("Boulangerie {last}", "Cabinet {last}", "Garage {last} & Fils", "Pharmacie {last}", "Ateliers {last}",
     "Librairie {last}", "Domaine {last}", "{last} Plomberie"),
)  # fmt: skip
_ITALIAN = Names(
    "Alessia Bruno Chiara Davide Elena Fabio Giulia Lorenzo Martina Niccolò Paola Riccardo Silvia Tommaso",
    "Bianchetti Colombo D’Amico Esposito Ferraris Gallo Lombardini Marchetti Negroni Pellegrini Rinaldi Serra Vitale",
    ("Panificio {last}", "Studio Legale {last}", "Officina {last}", "Trattoria {last}", "{last} Ceramiche S.r.l.",
     "Farmacia {last}", "Albergo {last}"),
)  # fmt: skip
_BRITISH = Names(
    "Alice Benedict Charlotte Duncan Eleanor Fergus Gwen Harriet Imran Jasmine Kieran Lucy Morag Owen Priya Rhys",
    "Ashworth Bexley Cartwright Dunmore Fairweather Goodall Hathersage Kirkbride Llewellyn MacAskill Okafor Patel "
    "Radcliffe Sutcliffe Thistlewood Whitcombe",
    ("{last} & Daughters", "{last} Bakery", "{last} Solicitors LLP", "The {last} Arms", "{last} Joinery Ltd",
     "{last} Dental Practice", "{last} Books", "{last} Estate Agents"),
)  # fmt: skip
_NORDIC = Names(
    "Astrid Bjørn Dagny Eirik Frida Gunnar Hedvig Ivar Jørgen Kajsa Lovisa Magnus Nanna Oskar Ragnhild Søren Åsa",
    "Aaltonen Berg Bjørklund Dahl Ekström Fossum Grønvold Håkansson Kjær Lindqvist Mikkelsen Nygård Østby Sørensen "
    "Virtanen Ångström",
    ("{last} Bakeri", "{last} Bygg AS", "Tannlege {last}", "{last} & Sønn", "{last} Arkitekter", "{last} Fisk AB",
     "Hotell {last}", "{last} Regnskap"),
)  # fmt: skip

NAMES = {
    **dict.fromkeys(("DE", "AT", "CH"), _GERMAN),
    "FR": _FRENCH,
    "IT": _ITALIAN,
    "GB": _BRITISH,
    **dict.fromkeys(("NO", "SE", "DK", "FI"), _NORDIC),
}

RIGHT_TO_LEFT = {
    "AE": (
        ("دار النخيل للتجارة", "Dar Nakheel", "سالم", "المنصوري", "salem"),
        ("مخبز الواحة", "Oasis Bakery", "مريم", "الشامسي", "maryam"),
        ("مكتبة الخليج", "Gulf Books", "خالد", "النعيمي", "khaled"),
    ),
    "LB": (
        ("مخبز الياسمين", "Yasmin Bakery", "ليلى", "حداد", "layla"),
        ("صيدلية الأرز", "Cedar Pharmacy", "نبيل", "خوري", "nabil"),
        ("مطعم البحر", "Sea Kitchen", "رنا", "سعادة", "rana"),
        ("مكتب عون للمحاماة", "Aoun Law", "جورج", "عون", "georges"),
        ("فندق الجبل", "Mountain Hotel", "هدى", "مراد", "huda"),
    ),
    "IL": (
        ("מאפיית הרימון", "Rimon Bakery", "נועה", "לוין", "noa"),
        ("סטודיו כחול", "Blue Studio", "איתן", "ברק", "eitan"),
        ("מרפאת שיניים גלעד", "Gilad Dental", "מיכל", "גלעד", "michal"),
        ("ספרי הנמל", "Port Books", "יונתן", "שגיא", "yonatan"),
    ),
}
"""Company, its name in Latin letters for its domain, first and family name, and the name before the @."""


@dataclass(frozen=True)
class Invented:
    """An account that nobody has, with the person who speaks for it."""

    details: AccountDetails
    first_name: str
    last_name: str
    language: str


class Registry:
    """Invents accounts from chance, no two with the same name."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._taken: set[str] = set()
        self._to_come = {code: list(rows) for code, rows in RIGHT_TO_LEFT.items()}

    def invent(self, country_code: str) -> Invented:
        """Return a new account in a country; one in seven is a person without a company."""
        if self._to_come.get(country_code):
            company, domain, first, last, local = self._to_come[country_code].pop(0)
            return self._placed(country_code, company, (first, last), f"{local}@{_domain(domain)}")
        names = NAMES.get(country_code, _BRITISH)
        while True:
            first, last = (self._chance.choice(words.split()) for words in (names.first, names.last))
            company = self._chance.choice(names.companies).replace("{last}", last)
            person = self._chance.random() < 1 / 7
            called = f"{first} {last}" if person else company
            if called not in self._taken:
                break
        self._taken.add(called)
        email = f"{_latin(first)}@{_domain(called)}"
        return self._placed(country_code, "" if person else company, (first, last), email)

    def _placed(self, code: str, company: str, person: tuple[str, str], email: str) -> Invented:
        country, chance = COUNTRIES[code], self._chance
        city = chance.choice(country.cities)
        address = country.address.replace("{street}", chance.choice(country.streets))
        details = AccountDetails(
            company_name=company,
            contact_name=" ".join(person),
            email=email,
            phone=self._digits(city.phone),
            address=address.replace("{number}", str(chance.randint(1, 120))),
            city=city.name,
            country=code,
            state=city.state,
            postcode=self._digits(city.postcode),
            tax_number=self._tax_number(country) if company and chance.random() < 3 / 4 else "",
        )
        return Invented(details, *person, country.language)

    def _tax_number(self, country: Country) -> str:
        """Return a number whose check digits are right; they come up by themselves, now and then."""
        while not is_tax_number(tried := self._digits(country.tax_number), country.code):
            pass
        return tried

    def _digits(self, pattern: str) -> str:
        return "".join(str(self._chance.randint(1, 9)) if letter == "#" else letter for letter in pattern)


def weighted(chance: random.Random, choices: Sequence[tuple[T, int]]) -> T:
    """Return one of `choices`, each with its weight."""
    return chance.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]


def _latin(text: str) -> str:
    plain = fold(text.replace("æ", "ae").replace("Æ", "ae"))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())


def _domain(text: str) -> str:
    return f"{_latin(text)}.example"
