// Package bounce reads what comes back to the return path of a letter: reports
// of delivery (RFC 3464), the notices of mail servers that write none (qmail,
// Exim, Exchange, the Japanese mobile carriers), and what is no bounce at all,
// such as a holiday message. Read says which letters it may be about and what
// became of them; a Listener behind the office's mail server and a Mailbox read
// over IMAP hand such Reports on.
//
// Whose letter it is, only a signed token proves: Read lists what looks like
// one, and whoever holds the key decides. Nothing else in a message is believed.
package bounce
