"""Where the people of the demo live: cities with what an address there looks like. `#` stands for a digit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city, its state or province, the pattern of its postcodes, and how its telephone numbers begin."""

    name: str
    state: str
    postcode: str
    phone: str


@dataclass(frozen=True)
class Country:
    """What names, addresses and tax numbers look like in one country. `address` takes the street and the number."""

    code: str
    language: str
    tax_number: str
    address: str
    streets: tuple[str, ...]
    cities: tuple[City, ...]


COUNTRIES = {
    country.code: country
    for country in (
        Country(
            "DE", "de", "DE#########", "{street} {number}",
            ("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Am Markt", "Schulstraße", "Hafenstraße"),
            (
                City("Hamburg", "Hamburg", "22###", "+49 40 3######"),
                City("Lübeck", "Schleswig-Holstein", "235##", "+49 451 7#####"),
                City("Bremen", "Bremen", "282##", "+49 421 5#####"),
                City("Berlin", "Berlin", "10###", "+49 30 4######"),
                City("Leipzig", "Sachsen", "041##", "+49 341 9#####"),
                City("Köln", "Nordrhein-Westfalen", "506##", "+49 221 8#####"),
                City("München", "Bayern", "803##", "+49 89 2######"),
                City("Würzburg", "Bayern", "970##", "+49 931 4#####"),
            ),
        ),
        Country(
            "AT", "de", "ATU########", "{street} {number}",
            ("Kirchengasse", "Landstraße", "Mühlweg", "Rathausplatz", "Sonnenhang"),
            (
                City("Wien", "Wien", "10#0", "+43 1 5######"),
                City("Salzburg", "Salzburg", "50#0", "+43 662 8#####"),
                City("Innsbruck", "Tirol", "60#0", "+43 512 5#####"),
            ),
        ),
        Country(
            "CH", "de", "CHE-###.###.### MWST", "{street} {number}",
            ("Seestrasse", "Dorfstrasse", "Bergweg", "Postgasse"),
            (
                City("Zürich", "Zürich", "80##", "+41 44 3## ## ##"),
                City("Bern", "Bern", "30##", "+41 31 3## ## ##"),
                City("Luzern", "Luzern", "60##", "+41 41 2## ## ##"),
            ),
        ),
        Country(
            "FR", "fr", "FR###########", "{number} {street}",
            ("rue des Lilas", "avenue Jean-Moulin", "place du Marché", "boulevard de la Mer", "rue de la République"),
            (
                City("Paris", "Île-de-France", "750##", "+33 1 4# ## ## ##"),
                City("Lyon", "Auvergne-Rhône-Alpes", "6900#", "+33 4 72 ## ## ##"),
                City("Nice", "Provence-Alpes-Côte d’Azur", "06#00", "+33 4 93 ## ## ##"),
                City("Nantes", "Pays de la Loire", "44#00", "+33 2 40 ## ## ##"),
            ),
        ),
        Country(
            "IT", "it", "IT###########", "{street} {number}",
            ("Via Garibaldi", "Corso Italia", "Via dei Mille", "Piazza del Duomo", "Via Roma"),
            (
                City("Milano", "Lombardia", "201##", "+39 02 4######"),
                City("Torino", "Piemonte", "101##", "+39 011 5#####"),
                City("Sanremo", "Liguria", "18038", "+39 0184 5#####"),
                City("Bologna", "Emilia-Romagna", "401##", "+39 051 2#####"),
            ),
        ),
        Country(
            "GB", "en", "GB#########", "{number} {street}",
            ("High Street", "Station Road", "Church Lane", "Victoria Terrace", "Mill Lane", "Queen’s Road"),
            (
                City("London", "England", "SE1 #QT", "+44 20 7946 0###"),
                City("Leeds", "England", "LS1 #HB", "+44 113 496 0###"),
                City("Edinburgh", "Scotland", "EH1 #DX", "+44 131 496 0###"),
                City("Cardiff", "Wales", "CF10 #NS", "+44 29 2018 0###"),
                City("Belfast", "Northern Ireland", "BT1 #LT", "+44 28 9018 0###"),
            ),
        ),
        Country(
            "NO", "no", "NO ######### MVA", "{street} {number}",
            ("Storgata", "Kirkegata", "Havnegata", "Fjordveien"),
            (
                City("Oslo", "Oslo", "01##", "+47 22 ## ## ##"),
                City("Bergen", "Vestland", "50##", "+47 55 ## ## ##"),
                City("Tromsø", "Troms", "90##", "+47 77 ## ## ##"),
            ),
        ),
        Country(
            "SE", "sv", "SE##########01", "{street} {number}",
            ("Storgatan", "Drottninggatan", "Hamngatan", "Björkvägen"),
            (
                City("Stockholm", "Stockholms län", "11# ##", "+46 8 5## ## ##"),
                City("Göteborg", "Västra Götalands län", "41# ##", "+46 31 7## ## ##"),
                City("Malmö", "Skåne län", "21# ##", "+46 40 6## ## ##"),
            ),
        ),
        Country(
            "DK", "da", "DK########", "{street} {number}",
            ("Vestergade", "Nørregade", "Havnevej", "Skovvej"),
            (
                City("København", "Hovedstaden", "1###", "+45 33 ## ## ##"),
                City("Aarhus", "Midtjylland", "80##", "+45 86 ## ## ##"),
            ),
        ),
        Country(
            "FI", "fi", "FI########", "{street} {number}",
            ("Satamakatu", "Koivutie", "Kauppakatu"),
            (City("Helsinki", "Uusimaa", "00#00", "+358 9 4### ###"), City("Turku", "", "20#00", "+358 2 2### ###")),
        ),
        Country(
            "IL", "he", "5########", "{street} {number}",
            ("שדרות רוטשילד", "רחוב הרצל", "רחוב הנביאים"),
            (City("תל אביב", "", "61#####", "+972 3 5## ####"), City("חיפה", "", "31#####", "+972 4 8## ####")),
        ),
        Country(
            "LB", "ar", "#######-601", "{street} {number}",
            ("شارع الحمرا", "شارع بدارو", "طريق الشام"),
            (City("بيروت", "", "1107 ####", "+961 1 3## ###"), City("طرابلس", "", "1300 ####", "+961 6 4## ###")),
        ),
        Country(
            "AE", "ar", "100############", "{street} {number}",
            ("شارع الوحدة", "شارع الخليج"),
            (City("دبي", "دبي", "", "+971 4 3## ####"), City("أبوظبي", "أبوظبي", "", "+971 2 6## ####")),
        ),
    )
}  # fmt: skip
