// Package polite fetches what people and pages name: the one door through which
// Crier goes out to addresses that it was not given by its operator.
//
// Decisions that bind this room:
//
//   - Every connection, on every hop of every redirect, is checked when it is
//     dialled, after the name was resolved: an answer of the DNS that changes
//     between check and use changes nothing. Private, loopback, link-local,
//     carrier-grade NAT, metadata, documentation, 6to4, Teredo and NAT64 addresses
//     are refused, unless the operator opened their range ([Options.Allow]) or the
//     very address and port ([Options.Exact], for the built-in newsroom).
//   - Ports: 80, 443 and those from 1024 up, where real feeds live on 8080, 8443 or
//     3000; never the ports below, which belong to mail, shells and name servers,
//     nor those that the Fetch standard forbids to browsers
//     (https://fetch.spec.whatwg.org/#port-blocking), because a request sent there
//     may be read as another protocol.
//   - A page that only sends its visitors on (<meta http-equiv="refresh">, with hardly
//     a text of its own) is a hop like any redirect: counted, checked, never permanent.
//   - A proxy of the environment is not used: it would dial where the guard cannot
//     see. An operator who sets [Options.Proxy] lets that proxy decide which names
//     may be reached; addresses written as numbers are still checked here.
//   - Only gzip is asked for, a body that is a gzip file is opened, and limits are
//     counted after decompression: a bomb costs no more than an honest page of the
//     largest size.
//   - robots.txt is honoured where Crier reads by itself ([feeds.ForFeed]: the pages
//     behind a feed's entries). It is not asked for what a person named
//     ([feeds.ForPerson]): neither for their link nor for the feed that they follow,
//     which its publisher offers for exactly this use.
//   - At most two requests at a time per host; waiting in that line does not eat a
//     request's own time.
//   - No error names an address unmasked: it may hold somebody's key.
package polite
