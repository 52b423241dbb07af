/** A sheet for what is loaded later than the frame's own. */
export const addStyle = (name) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL(name, import.meta.url).href;
  document.head.append(sheet);
};
