"""How a conference is kept and carried: the store, the box, importers and exporters."""
