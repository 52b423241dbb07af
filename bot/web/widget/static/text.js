/** Text as nodes: never HTML; addresses of http and https become links. */
const ADDRESS = /https?:\/\/[^\s<>"'，。！？；：、（）《》「」【】]+/g;
const TRAILING = /[.,!?;:)\]}'"]+$/;

const link = (address) => {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  anchor.textContent = address;
  return anchor;
};

const isAddress = (text) => {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
};

export const nodesOf = (text) => {
  const nodes = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = found.replace(TRAILING, "");
    if (!isAddress(address)) continue;
    nodes.push(document.createTextNode(text.slice(from, index)), link(address));
    from = index + address.length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
};
