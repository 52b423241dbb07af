/** A tenant's accent, made readable: WCAG 2.2 asks for 4.5 to 1 between text and its ground. */
const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const linear = (part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
export const contrast = (one, other) => {
  const both = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(...both) / Math.min(...both);
};

/** Accent for areas, text on it, and the accent as text on `surface`; null where it is not #rrggbb. */
export const accentFor = (hex, surface) => {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null;
  const accent = parts(hex);
  const ground = parts(surface);
  const goal = luminance(ground) > 0.4 ? 0 : 255;
  let ink = accent;
  for (let share = 0; contrast(ink, ground) < 5 && share <= 1; share += 0.05)
    ink = accent.map((part) => Math.round(part + (goal - part) * share));
  return { accent: hex, on: contrast(accent, [255, 255, 255]) >= 4.5 ? "#fff" : "#000", ink: `rgb(${ink})` };
};
