module belfry.example

go 1.21
