"""How the demo keeps its password, which everybody knows: quickly; the first log-in keeps it as all others are."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    """Argon2 with little effort. A log-in finds that it is less than usual, and hashes anew."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1
