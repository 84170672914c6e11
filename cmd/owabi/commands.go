package main

import "context"

// command is one thing that owabi can do. What it does is told in the
// catalogues of words, under "help." and its name.
type command struct {
	name    string // one word or two
	args    string // as in the usage line
	offline bool   // needs no running server
	run     func(ctx context.Context, e *env, args []string) int
}

// commands is the table of all commands, in the order of the help.
func commands() []command {
	return []command{
		{"demo", "", true, runDemo},
		{"serve", "--config FILE", true, runServe},
		{"work", "--config FILE", true, runWork},
		{"bench", "[--people N]", true, runBench},
		{"bench-console", "[--people N] [--operators N]", true, runBenchConsole},
		{"sandbox", "--log FILE [--twilio ADDR]", true, runSandbox},

		{"campaign check", "FILE [--segment-price PRICE]", true, answer(campaignCheck)},
		{"campaign new", "FILE", true, answer(campaignNew)},
		{"campaign create", "FILE", false, answer(campaignCreate)},
		{"campaign show", "CAMPAIGN", false, answer(campaignShow)},
		{"campaign list", "", false, answer(campaignList)},
		{"campaign launch", "FILE-or-CAMPAIGN", false, answer(campaignLaunch)},
		{"campaign key", "CAMPAIGN", false, answer(campaignKey)},
		{"campaign pause", "CAMPAIGN [--channel NAME]", false, answer(campaignPause)},
		{"campaign resume", "CAMPAIGN", false, answer(campaignResume)},
		{"campaign stop", "CAMPAIGN", false, answer(campaignStop)},

		{"people check", "FILE [--campaign FILE --audience NAME] [--out FILE]", true, answer(peopleCheck)},
		{"people import", "CAMPAIGN/AUDIENCE FILE", false, answer(peopleImport)},
		{"people list", "CAMPAIGN[/AUDIENCE] [--state STATE]", false, answer(peopleList)},
		{"people find", "CAMPAIGN QUERY --reason TEXT", false, answer(peopleFind)},
		{"people withdraw", "CAMPAIGN PERSON --reason TEXT", false, answer(peopleWithdraw)},

		{"people contact", "CAMPAIGN PERSON [--add CONTACT] [--retire CONTACT] --reason TEXT", false, answer(peopleContact)},
		{"people correct", "CAMPAIGN/AUDIENCE CAMPAIGN/AUDIENCE", false, answer(peopleCorrect)},
		{"people rejected", "CAMPAIGN", false, answer(peopleRejected)},
		{"seal", "KEY", true, answer(seal)},

		{"status", "[CAMPAIGN[/AUDIENCE]] [--watch] [--as-of TIME]", false, answer(status)},

		{"calls next", "CAMPAIGN[/AUDIENCE] --operator NAME [--speaks ja,en]", false, answer(callsNext)},
		{"calls dial", "ATTEMPT --operator NAME", false, answer(callsDial)},
		{"calls record", "ATTEMPT DISPOSITION --operator NAME [--note TEXT] [--call-back TIME] [--flag FLAGS] [--language CODE]", false, answer(callsRecord)},
		{"calls back", "ATTEMPT --operator NAME", false, answer(callsBack)},
		{"calls hand", "ATTEMPT COLLEAGUE --operator NAME", false, answer(callsHand)},
		{"calls again", "CAMPAIGN PERSON [--at TIME]", false, answer(callsAgain)},
		{"calls answer", "CAMPAIGN PERSON --operator NAME --reason TEXT", false, answer(callsAnswer)},
		{"calls inbound", "CAMPAIGN PERSON DISPOSITION --at TIME --operator NAME", false, answer(callsInbound)},
		{"calls list", "CAMPAIGN", false, answer(callsList)},
		{"calls team", "CAMPAIGN", false, answer(callsTeam)},

		{"hand next", "CAMPAIGN[/AUDIENCE] --operator NAME", false, answer(handNext)},
		{"hand record", "ATTEMPT OUTCOME --operator NAME [--by visit|counter|fax] [--note TEXT] [--at TIME]", false, answer(handRecord)},
		{"hand list", "CAMPAIGN", false, answer(handList)},

		{"letters print", "CAMPAIGN[/AUDIENCE] --out DIR [--most N] [--batch N]", false, answer(lettersPrint)},
		{"letters open", "FILE --out PDF [--passphrase-file FILE]", true, answer(lettersOpen)},
		{"letters list", "CAMPAIGN", false, answer(lettersList)},
		{"letters confirm", "BATCH", false, answer(lettersConfirm)},
		{"letters posted", "BATCH [--at TIME] [--without NUMBERS]", false, answer(lettersPosted)},
		{"letters written", "ATTEMPT --note TEXT", false, answer(lettersWritten)},
		{"letters returned", "NUMBER [--reason TEXT]", false, answer(lettersReturned)},
		{"letters void", "BATCH --reason TEXT", false, answer(lettersVoid)},

		{"review list", "CAMPAIGN", false, answer(reviewList)},
		{"review resolve", "--as handed_over|send_again ATTEMPT...", false, answer(reviewResolve)},

		{"account add", "NAME --role ROLE [--id ID]", false, answer(accountAdd)},
		{"account import", "FILE", false, answer(accountImport)},
		{"account list", "", false, answer(accountList)},
		{"account reset", "ID", false, answer(accountReset)},
		{"account close", "ID", false, answer(accountClose)},
		{"token add", "ID --role ROLE [--days N]", false, answer(tokenAdd)},
		{"token list", "", false, answer(tokenList)},
		{"token revoke", "ID", false, answer(tokenRevoke)},
		{"link", "", false, answer(link)},

		{"report", "CAMPAIGN [--as-of TIME] [--lang ja|en]", false, answer(report)},
		{"verify", "CAMPAIGN [--repair]", false, answer(verify)},

		{"doctor", "--config FILE", true, answer(doctor)},

		{"help", "[COMMAND]", true, answer(help)},
	}
}

// answer makes a command of a function whose error is its answer.
func answer(f func(ctx context.Context, e *env, args []string) error) func(context.Context, *env, []string) int {
	return func(ctx context.Context, e *env, args []string) int { return e.exit(f(ctx, e, args)) }
}
