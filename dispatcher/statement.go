package dispatcher

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Statement is the paragraph for the press and the authority, from the figures
// as of a moment, in "ja" or "en".
func (f *Figures) Statement(ctx context.Context, id string, asOf time.Time, lang string) (string, error) {
	l, err := f.Book.byID(id)
	if err != nil {
		return "", err
	}
	if lang == "" {
		lang = l.Campaign.Lang
	}
	write, ok := map[string]func(*Audience, Progress) string{"ja": statementJa, "en": statementEn}[lang]
	if !ok {
		return "", &Error{Code: Invalid, Where: "lang", What: "there is no statement in this language", Cure: "use ja or en"}
	}
	ps, err := f.campaign(ctx, l, "", asOf)
	if err != nil {
		return "", err
	}
	var out []string
	for i := range ps {
		if ps[i].Total > 0 {
			out = append(out, write(&l.Campaign.Audiences[i], ps[i]))
		}
	}
	return strings.Join(out, "\n"), nil
}

// byCall reports whether an audience is reached by telephone in the first place.
func (a *Audience) byCall() bool {
	return len(a.Plan.Steps) > 0 && slices.ContainsFunc(a.Plan.Steps[0].Ways, func(w Way) bool { return w.Channel == channels.Call })
}

func statementJa(a *Audience, p Progress) string {
	unit, how := "名", "ご連絡"
	if a.Goal == Deletion {
		unit = "件"
	}
	if a.byCall() {
		how = "お電話"
	}
	done := map[Goal]string{Apology: "お詫びとご説明を終えました", Deletion: "データの削除を確認しました", Notice: "お知らせをお届けしました"}[a.Goal]
	var b strings.Builder
	fmt.Fprintf(&b, "%s現在、対象の%d%sのうち", momentJa(p.AsOf), p.Total, unit)
	if p.Attempted == p.Total {
		b.Reset()
		fmt.Fprintf(&b, "%s現在、対象の%d%sすべてに%sを差し上げ、うち", momentJa(p.AsOf), p.Total, unit, how)
	} else {
		fmt.Fprintf(&b, "%d%sに%sを差し上げ、", p.Attempted, unit, how)
	}
	fmt.Fprintf(&b, "%d%sに%s。", p.Reached, unit, done)
	if p.Withdrawn > 0 {
		fmt.Fprintf(&b, "%d%sは、その後の確認により対象から外れました。", p.Withdrawn, unit)
	}
	if x := p.Extent; x.First != x.Now {
		fmt.Fprintf(&b, "対象は、当初の%d%sから、現在は%d%sに変わっています。", x.First, unit, x.Now, unit)
	}
	if open := p.Pending + p.InProgress; open > 0 {
		fmt.Fprintf(&b, "%d%sには、まだ連絡がついておらず、引き続きご連絡を続けてまいります。", open, unit)
	}
	if p.Unreachable > 0 {
		fmt.Fprintf(&b, "%d%sには、予定した手段を尽くしましたが連絡がついておりません。", p.Unreachable, unit)
	}
	return b.String()
}

// momentJa writes a moment as an office does: 2023年2月26日18時00分.
func momentJa(t time.Time) string {
	return fmt.Sprintf("%d年%d月%d日%d時%02d分", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute())
}

func statementEn(a *Audience, p Progress) string {
	who, did := "people", "contacted"
	if a.Goal == Deletion {
		who = "recipients"
	}
	if a.byCall() {
		did = "called"
	}
	done := map[Goal]string{Apology: "have been reached and apologised to", Deletion: "have confirmed that the data is deleted", Notice: "have been informed"}[a.Goal]
	tried := fmt.Sprintf("%d of the %d %s concerned have been %s", p.Attempted, p.Total, who, did)
	if p.Attempted == p.Total {
		tried = fmt.Sprintf("all %d %s concerned have been %s", p.Total, who, did)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "As of %s, %s; %d %s.", p.AsOf.Format("15:04 on 2 January 2006 (MST)"), tried, p.Reached, done)
	if p.Withdrawn > 0 {
		fmt.Fprintf(&b, " %d turned out not to be concerned.", p.Withdrawn)
	}
	if x := p.Extent; x.First != x.Now {
		fmt.Fprintf(&b, " The figure of those concerned, %d at first, is %d now.", x.First, x.Now)
	}
	if open := p.Pending + p.InProgress; open > 0 {
		fmt.Fprintf(&b, " %d have not been reached yet; attempts go on.", open)
	}
	if p.Unreachable > 0 {
		fmt.Fprintf(&b, " %d could not be reached by any of the means planned.", p.Unreachable)
	}
	return b.String()
}
