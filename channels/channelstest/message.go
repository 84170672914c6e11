package channelstest

import (
	"fmt"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// Letter makes the i-th message to the given recipient: characters outside JIS,
// lines that begin with a dot, and a number of its own in every field.
func Letter(i int, to string) channels.Message {
	name := fmt.Sprintf("髙﨑　架空%04d", i)
	text := fmt.Sprintf("%s 様\n\n整理番号 T%04d について、お詫び申し上げます。\n.\n..行頭の点\n𠮷野家ではありません。\n", name, i)
	return channels.Message{
		Attempt: fmt.Sprintf("campaign.case%04d.1.1", i),
		ID:      fmt.Sprintf("id%04d", i),
		Return:  fmt.Sprintf("token%04d", i),
		To:      personal.New(to),
		Name:    personal.New(name),
		Lang:    "ja",
		Subject: personal.New(fmt.Sprintf("個人情報の漏えいに関するお詫びとご報告（整理番号 S%04d）", i)),
		Text:    personal.New(text),
		HTML:    personal.New(fmt.Sprintf("<p>%s 様</p>\n<p>整理番号 H%04d について、お詫び申し上げます。</p>\n", name, i)),
	}
}
