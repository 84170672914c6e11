// Package judge says, person by person, whether a campaign kept its promises:
// nobody lost, nobody told twice, nothing of one person before another, nobody
// contacted at the wrong time or after having been reached.
//
// It compares three things: what the office ordered (Mandate: the campaign
// file and its lists), what was seen outside (the sandbox's log of the mails
// and texts it accepted, the operators' log of their calls, the recipients' log of their
// confirmations) and what the product says of itself (its people and its
// figures).
//
// It shares no code with what it judges. It reads campaign file, lists and
// letters by rules of its own, so that one mistake cannot hide another; a test
// holds it to the standard library, YAML, Unicode tables and MIME.
//
// Findings name a person by audience and row of the list, never by name.
package judge
