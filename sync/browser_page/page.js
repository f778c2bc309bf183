// The page's own part: where the terminal asks, with which font, and what is offered at the end.
// The terminal itself is textual.js, which starts when the page has loaded.
"use strict";

// The terminal speaks whenever a key or the mouse moves, also to a socket that is not open.
window.WebSocket = class extends WebSocket {
  send(data) {
    if (this.readyState === WebSocket.OPEN) super.send(data);
  }
};

const startTerminal = window.onload;
const again = document.getElementById("again");

window.onload = async (event) => {
  // The token has become a cookie: it need not stand in the address, nor in the history.
  history.replaceState(null, "", "/");
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = `${scheme}//${location.host}/ws`;
  // The size of a cell is measured once, so the font has to be there before.
  const faces = ["400 16px", "700 16px", "italic 400 16px"];
  await Promise.all(faces.map((face) => document.fonts.load(`${face} "Roboto Mono"`)));
  startTerminal(event);
};

again.addEventListener("click", () => location.reload());
// The keyboard belongs to the app from the start: nobody has to click first.
new MutationObserver(() => {
  const now = document.body.classList;
  if (now.contains("-closed")) again.focus();
  else if (now.contains("-loaded")) document.querySelector(".xterm-helper-textarea").focus();
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });
