import { escapeHtml } from "./escape.ts";
import { measure } from "./layout.ts";

/**
 * The sample seal: it stands where the seal of the organ will stand, and says that it is none. A star in the middle, the organ around,
 * 示例印章 below.
 */
export function drawnSeal(organName: string, colour = "#d7000f"): string {
  const size = measure("seal-diameter");
  const letters = [...organName].length;
  const fontSize = Math.min(15, 190 / Math.max(letters, 8));
  const star = Array.from({ length: 10 }, (_, n) => {
    const radius = n % 2 === 0 ? 14 : 5.4;
    const angle = (Math.PI / 5) * n - Math.PI / 2;
    return `${(50 + radius * Math.cos(angle)).toFixed(2)},${(48 + radius * Math.sin(angle)).toFixed(2)}`;
  }).join(" ");
  return `<svg class="seal-drawn" viewBox="0 0 100 100" width="${size}mm" height="${size}mm" xmlns="http://www.w3.org/2000/svg">
<defs><path id="seal-arc" d="M 20.4 70.2 A 36 36 0 1 1 79.6 70.2"/></defs>
<circle cx="50" cy="50" r="48.4" fill="none" stroke="${colour}" stroke-width="2.6"/>
<polygon points="${star}" fill="${colour}"/>
<text fill="${colour}" font-size="${fontSize.toFixed(2)}" font-weight="700" text-anchor="middle"><textPath href="#seal-arc" startOffset="50%" textLength="${Math.min(140, letters * fontSize * 1.06).toFixed(0)}" lengthAdjust="spacing">${escapeHtml(organName)}</textPath></text>
<text x="50" y="80" fill="${colour}" font-size="10" font-weight="700" text-anchor="middle">示例印章</text>
</svg>`;
}
