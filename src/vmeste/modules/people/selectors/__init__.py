"""Questions about people: numbers for everybody; names only for the family and through `services.opening`."""
