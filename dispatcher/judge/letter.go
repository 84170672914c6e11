package judge

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message"
)

// Letter is a mail, or a text message, as its reader has it before them.
type Letter struct {
	MessageID string   // of a text: its sid
	Text      string   // addressees, subject and every text part, decoded; HTML without its tags; without the links below
	Links     []string // the links to a person's page, each once
	numbers   []string // reference numbers as letters show them
}

// maxPart bounds what is read of one part of a mail, in bytes.
const maxPart = 8 << 20

// errUnreadable keeps the cause to itself: it could quote the letter.
var errUnreadable = errors.New("judge: the letter is no mail that can be read")

// ReadLetter decodes a mail as it went over the wire. What cannot be decoded is
// taken as it stands: it was sent all the same.
func ReadLetter(data string) (Letter, error) {
	root, err := message.Read(strings.NewReader(data))
	if err != nil && !undecodable(err) {
		return Letter{}, errUnreadable
	}
	var text strings.Builder
	readHead(&text, root.Header)
	if err := root.Walk(func(_ []int, part *message.Entity, err error) error { return readPart(&text, part, err) }); err != nil {
		return Letter{}, errUnreadable
	}
	return letterOf(strings.Trim(root.Header.Get("Message-Id"), " <>"), text.String()), nil
}

// letterOf takes the links and the reference numbers out of a text.
func letterOf(id, text string) Letter {
	l := Letter{MessageID: id}
	l.Text = pageLink.ReplaceAllStringFunc(text, func(link string) string {
		if !slices.Contains(l.Links, link) {
			l.Links = append(l.Links, link)
		}
		return " "
	})
	l.numbers = references(l.Text)
	return l
}

// readHead takes what a header shows its reader of other people.
func readHead(text *strings.Builder, h message.Header) {
	for _, key := range []string{"To", "Cc", "Subject"} {
		value, err := h.Text(key)
		if err != nil {
			value = h.Get(key)
		}
		text.WriteString(value + "\n")
	}
}

func undecodable(err error) bool {
	return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)
}

func readPart(text *strings.Builder, part *message.Entity, err error) error {
	if err != nil && !undecodable(err) {
		return err
	}
	kind, _, _ := part.Header.ContentType()
	if strings.HasPrefix(kind, "multipart/") || kind != "" && !strings.HasPrefix(kind, "text/") {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(part.Body, maxPart))
	if err != nil {
		return err
	}
	if kind == "text/html" {
		text.WriteString(untag(string(body)))
	} else {
		text.Write(body)
	}
	text.WriteString("\n")
	return nil
}

// pageLink matches the address of a person's page in a letter.
var pageLink = regexp.MustCompile(`https?://[A-Za-z0-9._~:\[\]/-]*/p/[A-Za-z0-9._~-]*[A-Za-z0-9_~-]`)

// token returns what identifies the person in a link to a page.
func token(link string) string { return link[strings.LastIndex(link, "/p/")+len("/p/"):] }
