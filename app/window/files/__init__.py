"""Files: sessions, folders of stems, and how a show begins."""
