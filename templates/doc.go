// Package templates renders the letters: what a person reads in an e-mail and
// what an operator reads during a call.
//
// One letter's way: Load or Parse makes a Set of the embedded letters and the
// office's own; Set.Letter picks one; Letter.Check tests it against the columns
// of the list; Letter.For fills in what a campaign says to everybody and gives
// an Edition; Edition.Render fills in one person; Guard looks at the result
// once more. Everything made on that way is read-only afterwards and may be
// used by any number of goroutines.
//
// # How an office writes its own letter
//
// A letter is a UTF-8 file called NAME.CHANNEL.LANGUAGE.txt, such as
// apology.email.ja.txt, in the directory that the campaign names under
// letters. A file with the name of an embedded letter replaces it; any other
// name is a new letter, which an audience picks with letter: NAME. NAME is
// lower-case letters, digits and hyphens; CHANNEL is email, sms, call, letter
// or hand; LANGUAGE is ja or en. An office best begins with a copy of the
// embedded letter, since that holds what the law asks for.
//
// The first line of an e-mail is "Subject: …", and the second is blank. All
// the rest is the letter. What stands between {{ and }} is filled in:
//
//	{{.Addressee}}            the name with 様 or 御中 (in English the name alone)
//	{{.Name}} {{.Reading}}    the name and its reading, as on the list
//	{{.PostalCode}} {{.Address}}
//	{{field "予約日時"}}      the column of the list with this header; also {{.Fields.予約日時}}
//	{{.Reference}}            the person's reference number
//	{{.Link}}                 the person's own page
//	{{date .Date}}            the day of sending: 令和8年11月22日, or 22 November 2026
//	{{date .Incident.Discovered}}, {{datetime .Incident.Discovered}}
//	{{.Incident.Outline}} {{.Incident.Cause}} {{.Incident.Secondary}} {{.Incident.Measures}}
//	{{join .Incident.Items}}  氏名、住所、電話番号, or name, address and telephone number
//	{{.Organisation.Name}}, and Desk, Phone, Fax, Email, Address, Hours, Sender, DocumentNumber, URL
//	{{range .Members}}{{.Addressee}}{{end}}   everybody in the household, or the one person
//
// Inside {{range .Members}} the names and fields are that member's; what
// belongs to the campaign is then written with a dollar sign:
// {{$.Organisation.Name}}.
//
// What is empty is never printed: the letter is refused, and the error names
// the file and the line. What may be empty is asked for first:
//
//	{{if .Organisation.Fax}}FAX {{.Organisation.Fax}}{{end}}
//
// A column that the record does not have at all is refused even so. The rest
// of the syntax is that of text/template; define, block and template are not
// there, because a letter is one file.
//
// On paper, a line that begins with a tab stands at the right, and one that
// begins with two is the title. The names of those whom the letter tells, their
// address and 様 or 御中 stand above it in any case, in the window of the
// envelope, and so does the code of {{.Link}}.
//
// HTML is made from the finished text: a blank line ends a paragraph, 記 alone
// on a line is centred, 以上 is set to the right, a first line such as "１　事案の概要",
// "1. What happened" or "■ …" becomes a heading, and the person's own link can
// be clicked. Nothing else is markup.
//
// Before a letter goes out, Guard looks for e-mail addresses, telephone and
// other long numbers, reference numbers and personal links that are neither
// the person's own, nor the campaign's, nor written in the letter's file. A
// letter that puts one together from parts ({{field "局番"}}-{{field "番号"}}) is
// therefore held back: the list has to give such things whole.
package templates
