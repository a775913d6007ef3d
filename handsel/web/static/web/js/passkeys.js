// A button with data-passkey asks the browser to sign with a passkey ("get") or to make one ("create"), and sends the
// answer with its form. What to ask for comes from data-passkey-options.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
  });

  const answered = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: {},
    });
  };

  const say = (button, shown) => {
    const place = button.form.querySelector("[data-passkey-failed]");
    if (place) place.hidden = !shown;
  };

  const use = async (button) => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    const told = await fetch(button.dataset.passkeyOptions, { method: "POST", headers });
    if (!told.ok) throw new Error("no options");
    const publicKey = asked(await told.json());
    const credential = await navigator.credentials[button.dataset.passkey]({ publicKey });
    button.form.querySelector("[data-passkey-answer], [name$='answer']").value = answered(credential);
    button.form.requestSubmit();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-passkey]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.passkey === "create" && !button.form.reportValidity()) return;
    say(button, false);
    button.disabled = true;
    use(button)
      // Whoever closes the browser's question, or has no passkey here, is told so and can go another way.
      .catch(() => say(button, true))
      .finally(() => {
        button.disabled = false;
      });
  });
})();
