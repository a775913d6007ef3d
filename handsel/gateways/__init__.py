"""Outside payment providers behind one small interface; what they took is credited once (BIL-3, ACC-20, FUN-7)."""
