/** What is said around a survey, the two languages side by side, as in strings.js. */
export const strings = {
  zh: {
    label: "评分",
    word: "想补充什么吗？（可不填）",
    send: "发送",
    thanks: "谢谢，已经记下了。",
    failed: "没能记下，请再点一次。",
  },
  en: {
    label: "Rating",
    word: "Anything to add? (optional)",
    send: "Send",
    thanks: "Thank you, it is noted.",
    failed: "That could not be kept; please try again.",
  },
};
