"""Deeds: what people do to a session, each a function of it; the desk goes on with what comes out."""
