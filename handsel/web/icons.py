"""The icons in use, by their names at Tabler Icons; `assets` makes one sprite of them.

Add a name here, then run `python -m handsel.web.assets`.
"""

_NAMES = """
    adjustments affiliate alert-circle alert-triangle alert-triangle-filled api archive arrow-back-up
    arrow-down arrow-left arrow-right arrow-up at
    ban bell bolt book box briefcase building building-store
    calendar calendar-repeat category cash chart-bar chart-line check checks chevron-down chevron-left chevron-right
    chevron-up circle-check circle-check-filled circle-dashed circle-x clipboard-check clock cloud cloud-upload
    code coins columns-3 copy credit-card credit-card-off
    database device-desktop device-floppy device-laptop discount dots-vertical download
    edit external-link eye eye-off file-invoice file-spreadsheet file-text filter fingerprint flag folder
    gift git-branch globe hash headset heart help-circle history home hourglass-high
    id inbox info-circle key language layout-dashboard license link list list-details lock lock-open
    login logout mail mail-check mail-cog mail-forward mail-opened map-pin menu-2 message minus moon
    network note notes package package-off packages palette password pencil percentage phone photo plane-departure
    player-pause player-play plug plus printer progress
    question-mark receipt receipt-2 receipt-refund refresh repeat report-money rocket rotate
    scale school search select-all send server settings shield shield-check shield-lock shopping-bag shopping-cart
    shopping-cart-plus shopping-cart-x sitemap sort-ascending sort-descending sparkles star star-filled stack-2 sun
    switch-horizontal
    table tag tags ticket tool transfer-in transfer-out trash trending-down trending-up truck-delivery
    upload user user-check user-circle user-cog user-off user-plus user-question user-share users users-group
    wallet webhook world x
"""

ICONS = frozenset(_NAMES.split())
