package io.barrel.p2p.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A target with a defect that chance alone does not find: it shows that the fuzzer sees the code it runs. */
class Defective {

    @FuzzTest
    void breaksOnItsWord(byte[] input) {
        if (input.length > 3 && input[0] == 'b' && input[1] == 'a' && input[2] == 'd' && input[3] == '!') {
            throw new IllegalStateException("the word was said");
        }
    }
}
