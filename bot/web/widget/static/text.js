/** Text as nodes: never HTML; addresses of http and https become links. */
const ADDRESS = /https?:\/\/[^\s<>"'，。！？；：、（）《》「」【】]+/g;
const TRAILING = /[.,!?;:)\]}'"]+$/;

const link = (address) => {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = address;
  return anchor;
};

export const nodesOf = (text) => {
  const nodes = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = found.replace(TRAILING, "");
    const anchor = link(address);
    if (!anchor.host) continue; // it only looked like one
    nodes.push(document.createTextNode(text.slice(from, index)), anchor);
    from = index + address.length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
};
