// Package roster reads files of affected people: rows in, people and row
// errors out, one row at a time, so that memory does not grow with the file
// but for a few bytes a row to find people who are listed twice.
//
// A file is what its bytes say, not its name. Text is CSV or TSV in UTF-8,
// UTF-16 or CP932; workbooks are XLSX. Both become records, which are cells and
// what the file did to them, and from there on nobody knows where they came
// from:
//
//	text      sniff.go charset.go csv.go
//	workbook  unlock.go workbook.go choose.go sheet.go layers.go formats.go
//	card      card.go: one person as another system sends them
//
// A record goes through four hands, each of which knows nothing of the others:
//
//	file ── records ──▶ columns ──▶ person ──▶ doubles ──▶ Row
//	        header.go   layout.go   person.go  doubles.go
//	                    known.go    reach.go   candidate.go
//	                    headers.go  agent.go   marks.go
//	                                phone.go   key.go
//	                                emails.go
//
// No row disappears: rows = people + merged + rejected + excluded, and
// whatever was not taken as it stands has a reason that names row and column.
// What a spreadsheet hides is neither read nor left out until the office has
// said which; a file that is damaged is refused whole. The rejected rows can be
// written into a workbook, mended there and imported (corrected.go).
//
// terms.go says by what people are found later, and reads what somebody types to
// find them.
//
// Reasons (reasons.go) and errors never quote a cell. What the office wrote as a name or an
// address stays as it was written; only copies that are compared are
// normalised. Nothing is written to disk on the way.
package roster
