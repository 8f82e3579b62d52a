10 REM GUESS MY NUMBER - a program for two
20 REM
30 REM PERSON 1 writes the game (lines 100 to 290).
40 REM PERSON 2 writes what the computer says (lines 300 to 590).
50 REM Write at the same time. The game calls the words with GOSUB.
60 REM
100 REM ---------- PERSON 1: THE GAME ----------
110 LET N = INT(RND(1) * 100) + 1
120 LET T = 0
130 GOSUB 300
140 INPUT G
150 LET T = T + 1
160 IF G < N THEN GOSUB 400
170 IF G > N THEN GOSUB 450
180 IF G <> N THEN GOTO 140
190 GOSUB 500
200 REM To do: let the player choose how big the number may be.
210 REM To do: end the game after ten guesses.
290 END
300 REM ---------- PERSON 2: THE WORDS ----------
310 PRINT "I think of a number from 1 to 100."
320 PRINT "Which one is it?"
330 REM To do: greet the player by name.
340 RETURN
400 REM The guess is too small.
410 PRINT "More!"
420 RETURN
450 REM The guess is too big.
460 PRINT "Less!"
470 RETURN
500 REM The guess is right.
510 PRINT "Yes! You needed "; T; " guesses."
520 REM To do: say something special to who needs fewer than six.
530 RETURN
