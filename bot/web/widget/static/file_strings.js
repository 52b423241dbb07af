/** What is said about files, the two languages side by side, as in strings.js. */
export const strings = {
  zh: {
    sending: "正在上传 {name}",
    cancel: "取消上传 {name}",
    dismiss: "关闭提示：{name}",
    offline: "网络断开了，恢复后会自动继续。",
    again: "暂时没传上去，正在重试…",
    tooLarge: "文件超过 {limit} 的上限，请压缩后再传，或者发一个下载链接。",
    unreadable: "读不到这个文件。如果是文件夹，请先打包成 zip。",
    refused: "没能上传。",
    pair: "{message}，{hint}。",
    gone: "这个文件已经不在了。",
    notSaved: "没能下载，请再试一次。",
  },
  en: {
    sending: "Sending {name}",
    cancel: "Cancel sending {name}",
    dismiss: "Dismiss the note on {name}",
    offline: "You are offline. It goes on by itself when you are back.",
    again: "It did not get through yet, trying again…",
    tooLarge: "It is larger than {limit}: compress it, or send a link to it.",
    unreadable: "It can't be read. If it is a folder, pack it into a zip first.",
    refused: "It could not be sent.",
    pair: "Not taken: {message}; {hint}.",
    gone: "This file is no longer there.",
    notSaved: "It could not be downloaded; please try again.",
  },
};
