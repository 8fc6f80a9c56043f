package com.example.devtools;

/** What nodes are asked. */
public interface Answers {

    Answer answer(Question question);
}
