/** "How did it go?" under the system's sentence: a row of scores, then room for a word. */
import { addStyle } from "./style.js";
import { strings } from "./survey_strings.js";

addStyle("survey.css");

const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

/** `send` takes {score} or {comment} and resolves when it is kept. */
export const surveyRow = ({ scores }, language, send) => {
  const words = strings[language];
  const row = make("div", "survey");
  const group = make("div", "scores");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.label);
  const said = make("p", "survey-said");
  said.setAttribute("role", "status");
  const form = make("form", "survey-word");
  const field = make("input", "");
  field.maxLength = 1000;
  field.placeholder = words.word;
  field.setAttribute("aria-label", words.word);
  const go = make("button", "chip", words.send);
  form.append(field, go);
  form.hidden = true;
  const keep = async (answer) => {
    try {
      await send(answer);
      said.textContent = words.thanks;
      return true;
    } catch {
      said.textContent = words.failed;
      return false;
    }
  };
  group.append(
    ...scores.map((score) => {
      const button = make("button", "score", String(score));
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", async () => {
        if (!(await keep({ score }))) return;
        for (const one of group.children) one.setAttribute("aria-pressed", String(one === button));
        form.hidden = false;
      });
      return button;
    }),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (field.value.trim() && (await keep({ comment: field.value.trim() }))) form.hidden = true;
  });
  row.append(group, form, said);
  return row;
};
