import time, collections
import pytest
@pytest.mark.django_db
def test_x(notes):
    bad=[a for a in notes.answers if a.expected!=a.got]
    print(len(notes.answers), len(bad))
    for a in bad[:150]: print(a)
    for m,w in notes.leaks.items(): print("LEAK",m,len(w),sorted({x.split(',')[0] for x in w})[:60])
    for t,w in notes.unwalled.items(): print("UNWALLED",t[:300],w)
    for t,w in notes.written_by_get.items(): print("WRITE",t,sorted(w)[:5])
    for t,w in notes.headers.items(): print("HEADER",t,len(w),sorted(w)[:8])
    by=collections.defaultdict(dict)
    for a in notes.answers:
        if a.got=="not found": by[(a.address,a.actor,a.method)].setdefault(a.standing,a.body)
    print([ (k,v) for k,v in by.items() if len(set(v.values()))>1][:10])
