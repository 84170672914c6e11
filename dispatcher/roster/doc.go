// Package roster reads files of affected people: rows in, people and row
// errors out, one row at a time, so that memory does not grow with the file
// but for a few bytes a row to find people who are listed twice.
//
// A row goes through four hands, each of which knows nothing of the others:
//
//	file ── cells ──▶ columns ──▶ person ──▶ doubles ──▶ Row
//	        csv.go    layout.go   person.go  doubles.go
//	        sniff.go  known.go    phone.go   key.go
//	                              email.go
//
// No row disappears: rows = people + merged + rejected + excluded, and
// whatever was not taken as it stands has a reason that names row and column.
// Reasons and errors never quote a cell. What the office wrote as a name or an
// address stays as it was written; only copies that are compared are
// normalised.
package roster
