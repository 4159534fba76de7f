"""Commands of agreements, by subject: drafting, signing, parties, obligations, papers."""
