"""Commands of documents: issuing those the network makes; reading, proposing from and reviewing those it is given."""
