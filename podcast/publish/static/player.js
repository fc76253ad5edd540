// Porte-voix player: adds to the native <audio> what it lacks. Every page is complete without this file.
(() => {
  "use strict";

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, "0");
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ]/g, "'").toLowerCase();
  const make = (name, values = {}, ...children) => {
    const node = Object.assign(document.createElement(name), values);
    node.append(...children);
    return node;
  };
  const memory = {
    // storage may be forbidden: the player then simply starts at the beginning
    get(key) { try { return parseFloat(localStorage.getItem(key)) || 0; } catch { return 0; } },
    set(key, value) { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* as above */ } },
  };

  const enhance = (box) => {
    const audio = box.querySelector("audio");
    const words = JSON.parse(box.dataset.words);
    const known = Number(box.dataset.length) / 1000;
    const length = () => (Number.isFinite(audio.duration) ? audio.duration : known);
    const status = make("p", { className: "status" });
    status.setAttribute("role", "status");
    const jump = (to) => { audio.currentTime = Math.min(Math.max(0, to), Math.max(0, length() - 0.1)); show(); };

    let show = () => {};
    const wave = box.querySelector(".wave");
    if (wave) {
      const played = wave.cloneNode(true);
      played.classList.add("played");
      const slider = make("input", { type: "range", min: "0", max: String(Math.round(known)), step: "1", value: "0" });
      slider.setAttribute("aria-label", words.position);
      const seek = make("div", { className: "seek" });
      wave.replaceWith(seek);
      seek.append(wave, played, slider);
      slider.addEventListener("input", () => jump(Number(slider.value)));
      show = () => {
        slider.value = String(Math.round(audio.currentTime));
        slider.setAttribute("aria-valuetext", words.of.replace("{now}", clock(audio.currentTime)).replace("{total}", clock(length())));
        seek.style.setProperty("--played", `${(100 * audio.currentTime) / (length() || 1)}%`);
      };
    }

    const button = (label, text, move) => {
      const node = make("button", { type: "button", textContent: text, title: label });
      // the name begins with what is seen, for people who speak it (WCAG 2.2, 2.5.3)
      node.setAttribute("aria-label", `${text}, ${label}`);
      node.addEventListener("click", () => jump(audio.currentTime + move));
      return node;
    };
    const speed = make("select");
    for (const rate of [0.75, 1, 1.25, 1.5, 1.75, 2]) {
      const shown = `${rate.toLocaleString(document.documentElement.lang)} ×`;
      speed.append(make("option", { value: String(rate), textContent: shown, selected: rate === 1 }));
    }
    speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); });
    const controls = make("div", { className: "controls" });
    controls.append(button(words.back, "−15 s", -15), button(words.forward, "+30 s", 30), make("label", {}, `${words.speed} `, speed), status);
    box.append(controls);

    const key = `porte-voix ${box.dataset.player}`;
    const kept = memory.get(key);
    if (kept > 5 && kept < known - 5 && !location.hash) {
      audio.currentTime = kept;
      status.textContent = words.resume.replace("{time}", clock(kept));
    }
    let last = 0;
    audio.addEventListener("timeupdate", () => {
      show();
      if (Math.abs(audio.currentTime - last) >= 2) { last = audio.currentTime; memory.set(key, last.toFixed(1)); }
    });
    audio.addEventListener("play", () => {
      status.textContent = "";
      // two players on one page never speak together
      document.querySelectorAll("audio").forEach((other) => { if (other !== audio) other.pause(); });
      if ("mediaSession" in navigator) {
        navigator.mediaSession.metadata = new MediaMetadata({ title: box.dataset.title, album: box.dataset.show });
        navigator.mediaSession.setActionHandler("seekbackward", () => jump(audio.currentTime - 15));
        navigator.mediaSession.setActionHandler("seekforward", () => jump(audio.currentTime + 30));
      }
    });
    audio.addEventListener("ended", () => memory.set(key, 0));
    show();
    return { audio, jump, words };
  };

  const read = ({ audio, jump, words }, transcript) => {
    // a passage's id is its start in milliseconds: t12500, or t12500-2 where two begin together
    const cues = [...transcript.querySelectorAll(".cues > p")].map((node) => (
      { node, start: parseInt(node.id.slice(1), 10) / 1000, text: fold(node.textContent.slice(node.firstChild.textContent.length)) }));
    if (!cues.length) return;
    const follow = make("input", { type: "checkbox", checked: true });
    const find = make("input", { type: "search", autocomplete: "off" });
    const found = make("span", { className: "count" });
    found.setAttribute("role", "status");
    const tools = make("div", { className: "tools" });
    tools.append(make("label", {}, `${words.find} `, find), found, make("label", {}, follow, ` ${words.follow}`));
    transcript.querySelector(".turns").before(tools);

    let now = null;
    audio.addEventListener("timeupdate", () => {
      let [low, high] = [0, cues.length];
      while (low < high) { const mid = (low + high) >> 1; if (cues[mid].start <= audio.currentTime) low = mid + 1; else high = mid; }
      const next = low ? cues[low - 1].node : null;
      if (next === now) return;
      if (now) { now.classList.remove("now"); now.removeAttribute("aria-current"); }
      now = next;
      if (!now) return;
      now.classList.add("now");
      now.setAttribute("aria-current", "true");
      const { top, bottom } = now.getBoundingClientRect();
      if (follow.checked && !audio.paused && !find.value && (top < 0 || bottom > innerHeight)) now.scrollIntoView({ block: "center" });
    });

    let wait = 0;
    const filter = () => {
      const wanted = fold(find.value.trim());
      let count = 0;
      for (const { node, text } of cues) {
        const hit = !wanted || text.includes(wanted);
        node.hidden = !hit;
        count += hit;
      }
      for (const turn of transcript.querySelectorAll(".turn")) turn.hidden = !turn.querySelector(".cues > p:not([hidden])");
      found.textContent = wanted ? (count < 2 ? words.found_one : words.found).replace("{count}", count) : "";
    };
    find.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });

    const go = () => {
      const cue = cues.find(({ node }) => `#${node.id}` === location.hash);
      if (cue) { jump(cue.start); return; }
      // a long transcript is in parts: the address of a passage leads to the part it is in
      const wanted = /^#t(\d+)/.exec(location.hash);
      const parts = [...transcript.querySelectorAll(".parts:first-of-type a")].filter((each) => wanted && Number(each.dataset.from) <= Number(wanted[1]));
      const part = parts.pop();
      if (part && !part.hasAttribute("aria-current")) location.replace(part.href.replace(/#.*/, location.hash));
    };
    addEventListener("hashchange", go);
    go();
    transcript.addEventListener("click", (event) => {
      const link = event.target.closest(".cues a");
      if (!link) return;
      const cue = cues.find(({ node }) => `#${node.id}` === link.hash);
      if (!cue) return;
      jump(cue.start);
      audio.play().catch(() => {});
    });
  };

  const players = [...document.querySelectorAll("[data-player]")].map(enhance);
  const transcript = document.querySelector(".transcript");
  if (players.length && transcript) read(players[0], transcript);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || !players.length) return;
    event.preventDefault();
    players[0].jump(Number(link.dataset.seek) / 1000);
    players[0].audio.play().catch(() => {});
  });
})();
