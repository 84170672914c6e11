// Package returns is how bounces come in: a Listener, to which the office's mail
// server delivers what is addressed to the return paths (LMTP or SMTP), and a
// Mailbox, which is read over IMAP. Both have package bounce read each message
// and hand it to a Taker; neither lets go of a message before that has answered.
package returns
