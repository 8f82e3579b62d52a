10 REM TIMES TABLE - asks for a number and prints its table
20 PRINT "Which table do you want to see?"
30 INPUT N
40 FOR I = 1 TO 10
50 PRINT I; " times "; N; " is "; I * N
60 NEXT I
70 PRINT "Another one? 1 for yes, 0 for no"
80 INPUT A
90 IF A = 1 THEN GOTO 20
100 PRINT "Bye!"
110 END
