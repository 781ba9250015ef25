/**
 * Puts text on the clipboard. The modern way exists only in secure contexts; a server that is reached by plain http
 * inside a cluster's network is none, so the old way must work there.
 */
export function copyText(text: string): void {
  if (window.isSecureContext) {
    // Refused without a user gesture or by policy; the old way is tried then.
    navigator.clipboard.writeText(text).catch(() => copyOldWay(text));
    return;
  }
  copyOldWay(text);
}

function copyOldWay(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
