"""Material: stems, takes and sessions, where they lie and how they are read, drawn and mixed to files."""
