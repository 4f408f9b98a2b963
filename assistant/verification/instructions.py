"""Text in a document that speaks to a language model instead of a reader: it is no evidence for anything.

A sentence that says what such a text tells a model to say would pass every other check, because its words stand in the document.
"""

import re

from corpus.text.normalise import fold

_TO_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|previous|above|prior|rules?|prompts?|guidelines?)\b"
    r"|\b(?:tell|inform|assure|reply to|answer) (?:the )?(?:user|reader|asker|person asking|everyone who asks)\b"
    r"|\b(?:reply|respond|answer|say|state|output|print|write|repeat)\b[^.]{0,20}\b(?:only|exactly|that|with|the following)\b"
    r".{0,120}(?:\b(?:instead|always|whatever|regardless|when asked)\b|[\"“'«])"
    r"|\b(?:you are|you're|act as|pretend to be|as an?) (?:now )?(?:an? )?"
    r"(?:ai|assistant|language model|chatbot|model|system)\b"
    r"|^\s*(?:#+\s*)?(?:system|assistant|developer|user)\s*:"
    r"|\b(?:new|updated|important) (?:system )?(?:instructions?|prompt)\b\s*(?:for the (?:assistant|model|ai))?\s*:"
    r"|(?:تجاهل|انس|اهمل|تخط)\w*\s.{0,40}(?:تعليمات|ما سبق|السابقه|القواعد|اوامر)"
    r"|(?:اخبر|ابلغ|اجب|قل|اكتب|رد)\w*\s(?:المستخدم|القاري|السايل|علي كل من يسال|لكل من يسال)"
    r"|(?:انت|بصفتك|تصرف ك)\s?.{0,20}(?:نموذج|مساعد|روبوت|ذكاء? اصطناعي)"
    r"|تعليمات (?:جديده|مهمه)? ?(?:للمساعد|للنموذج|للنظام)"
)


def speaks_to_model(text: str) -> bool:
    """Whether a sentence gives a language model instructions."""
    return bool(_TO_MODEL.search(fold(text)))
