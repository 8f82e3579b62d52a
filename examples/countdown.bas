10 REM COUNTDOWN - a loop that runs backwards
20 PRINT "How many seconds to the start?"
30 INPUT S
40 IF S < 1 THEN GOTO 20
50 FOR I = S TO 1 STEP -1
60 PRINT I
70 IF I = 3 THEN PRINT "Engines on!"
80 NEXT I
90 PRINT "Lift-off!"
100 END
