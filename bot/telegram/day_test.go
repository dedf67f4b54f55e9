package telegram_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

var due = regexp.MustCompile(`(look at your feeds) in \S+ \pL+`)

// TestADayOfAReader is what somebody sees who meets Crier and uses it for a day.
func TestADayOfAReader(t *testing.T) {
	d := found(t)
	ada := d.server.NewPerson("Ada", "en")
	own := d.watch("Ada's chat", ada.Chat())
	d.says(ada, own, "/start")
	d.presses(ada, own, "Try one")
	d.presses(ada, own, "More")
	d.says(ada, own, d.web+"/ledger/bank-holds-rates and "+d.web+"/harbor/street-trees")
	link := d.says(ada, own, d.web+"/samples/private/report")
	d.when("Ada corrects the link", 1, func() { ada.Edits(own, link, d.web+"/harbor/street-trees") })
	d.says(ada, own, "", telegramtest.With(map[string]any{"photo": []map[string]any{{"file_id": "p", "width": 1, "height": 1}}}))
	d.says(ada, own, "The new tide gate at Port Ellery closed for the first time on Monday night, holding back a surge of 3.4 metres. Engineers said that the gate had closed in eleven minutes, four minutes faster than planned. Shipping was stopped for two hours. The port expects four such closings in a year, most of them in winter.")
	d.says(ada, own, "", telegramtest.Attach("minutes.txt", "text/plain", []byte("The council met on Tuesday and voted for the night trams, which will run from May on every line. The first year is paid for by the region. After that the city has to find four million a year.")))
	d.says(ada, own, "climate")
	d.presses(ada, own, "Alert me")
	d.says(ada, own, "/subsribe rate hike")
	d.presses(ada, own, "/subscribe")
	d.says(ada, own, "/alerts")
	d.when("an alert comes", 0, func() {
		d.alert(bot.Address{Network: "telegram", Chat: own.Address()}, "climate", "/harbor/street-trees")
	})
	d.presses(ada, own, "More")
	d.says(ada, own, "/addfeed "+d.web+"/feeds/climate.rss")
	d.says(ada, own, "/next")
	d.presses(ada, own, "Next ›")
	d.presses(ada, own, "‹ Previous")
	d.says(ada, own, "/latest")
	d.says(ada, own, "/summary 2 short")
	for _, words := range []string{d.web + "/harbor/street-trees", "climate"} {
		q := ada.Asks(words)
		must(t, d.server.Wait(d.ctx, func() bool { _, ok := q.Results(); return ok }))
		d.when("Ada types @crier "+words+" in another chat", 0, func() {})
		d.choices(q)
	}
	d.says(ada, own, "/help")
	d.says(ada, own, "/privacy")
	d.when("Ada blocks the bot", 1, ada.Block)
	d.when("Ada comes back", 1, ada.Unblock)
	d.says(ada, own, "/start t_climate")
	d.says(ada, own, "/start a_unknown")
	d.golden("day_reader.txt")
}

// TestADayOfAnAdmin is what somebody sees who sets Crier up in a forum and a channel.
func TestADayOfAnAdmin(t *testing.T) {
	d := found(t)
	bea, eve := d.server.NewPerson("Bea", "en"), d.server.NewPerson("Eve", "en")
	forum, channel := d.server.NewGroup("Ellery Readers"), d.server.NewChannel("Ellery Daily", "@ellery_daily")
	forum.SetStatus(bea, "creator")
	forum.SetStatus(eve, "member")
	channel.SetStatus(bea, "creator")
	news := forum.NewTopic("News")
	own := d.watch("Bea's chat", bea.Chat())
	d.when("", 1, func() { forum.SetBot(bea, "left") })
	d.diary.Reset()
	d.watch("the forum", forum)
	d.watch("the channel", channel)
	eves := d.watch("Eve's chat", eve.Chat())
	bea.Meet()
	d.when("Bea adds the bot to the forum", 1, func() { forum.SetBot(bea, "member") })
	d.says(bea, forum, "/start@crier_test_bot 1")
	d.says(bea, forum, "/broadcast", telegramtest.InTopic(news))
	d.presses(bea, forum, "Climate")
	d.presses(bea, own, "Start posting")
	d.says(eve, forum, "/broadcast climate on", telegramtest.InTopic(news))
	d.says(eve, forum, "/summary "+d.web+"/ledger/bank-holds-rates", telegramtest.InTopic(news))
	d.when("an alert comes to the topic", 0, func() {
		d.alert(bot.Address{Network: "telegram", Chat: forum.Address(), Thread: fmt.Sprint(news), Kind: bot.Group}, "climate", "/harbor/street-trees")
	})
	d.when("Eve, a stranger to the bot, presses [More]", 0, func() {
		p, err := eve.Press(forum, "More")
		must(t, err)
		must(t, d.server.Wait(d.ctx, func() bool { _, ok := p.Answer(); return ok }))
		a, _ := p.Answer()
		eve.Writes("/start " + a.URL[strings.Index(a.URL, "start=")+6:])
		must(t, d.server.Wait(d.ctx, func() bool { return len(eves.FromBot()) > 0 }))
	})
	d.says(bea, own, "/broadcast rates on")
	d.when("Bea chooses the channel from her list", 1, func() { must(t, bea.Chooses("Choose a channel", channel)) })
	d.presses(bea, own, "Start posting")
	d.says(bea, own, "/broadcast @ellery_daily test")
	d.says(bea, channel, "/broadcast trams on")
	d.says(bea, own, "/broadcast @ellery_daily list")
	d.when("an admin closes the topic", 1, func() { forum.CloseTopic(news) })
	d.when("and opens it again", 1, func() { forum.ReopenTopic(news) })
	d.presses(bea, own, "Resume")
	d.when("the bot may no longer post in the channel", 1, func() { channel.SetMayPost(false); channel.SetBot(bea, "administrator") })
	d.when("it may again", 1, func() { channel.SetMayPost(true); channel.SetBot(bea, "administrator") })
	d.when("the bot is removed from the forum", 1, func() { forum.SetBot(bea, "kicked") })
	d.when("and added again", 1, func() { forum.SetBot(bea, "member") })
	d.golden("day_admin.txt")
}
